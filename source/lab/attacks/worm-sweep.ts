import { darkAddresses, insideAddresses } from '../addresses.ts';
import type { Attack, Intensity } from '../contracts.ts';
import { programPath } from '../programs/run-program.ts';

type Plan = { readonly hosts: number; readonly perSecond: number };

const plans: Readonly<Record<Intensity, Plan>> = {
  quiet: { hosts: 45, perSecond: 0.7 },
  medium: { hosts: 160, perSecond: 5 },
  loud: { hosts: 252, perSecond: 80 },
};
/** Below what the kernel gives to the habits of the same host. */
const firstPort = 22_000;

/** A host that lives an ordinary life is taken over, and looks for others to take over, whoever is there or not. */
function wormSweep(kind: string, port: number, actor: string): Attack {
  return {
    kind,
    summary: `an infected host tries port ${port} of everybody on the network, whether there is somebody or not`,
    needs: [],
    intensities: ['quiet', 'medium', 'loud'],
    actor,
    targets: [],
    async run({ actor: host, intensity, random, seconds, signal }) {
      const { hosts, perSecond } = plans[intensity];
      const addresses = insideAddresses()
        .filter(address => address !== host.address)
        .map(address => ({ address, order: random.fraction() }))
        .toSorted((one, other) => one.order - other.order)
        .slice(0, hosts)
        .map(({ address }) => address);
      const dark = new Set(darkAddresses());
      const basePort = firstPort + random.below(4000);
      const words = [String(port), String(basePort), String(perSecond), ...addresses];
      await host.machine.attempt(process.execPath, [programPath('port-sweep'), ...words], {
        seconds,
        signal,
      });
      const actors = [host.address];
      return {
        tool: 'port-sweep',
        arguments: words.slice(0, 3).join(' '),
        claims: [
          {
            actors,
            targets: addresses,
            protocol: 'tcp',
            targetPorts: [port],
            actorPorts: addresses.map((_, index) => basePort + index),
          },
          { actors, targets: addresses.filter(address => dark.has(address)), protocol: 'arp' },
        ],
      };
    },
  };
}

export const smbWorm = wormSweep('smb-worm-sweep', 445, 'desktop');
export const sshWorm = wormSweep('ssh-worm-sweep', 22, 'camera');
