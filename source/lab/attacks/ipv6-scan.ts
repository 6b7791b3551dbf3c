import { linkLocalOf } from '../addresses.ts';
import type { Attack, Intensity } from '../contracts.ts';
import { insidePrefix6 } from '../layout.ts';
import { plainProbes, rateWords, runNmap, scanPort } from './nmap.ts';

/** Nobody can try all addresses of an IPv6 network: the low ones are where people put things by hand. */
const plans: Readonly<
  Record<Intensity, { readonly dark: number; readonly ports: string; readonly packetsPerSecond: number }>
> = {
  quiet: { dark: 0, ports: '22,80,443,445,554,631,8080', packetsPerSecond: 1 },
  medium: { dark: 40, ports: '22,80,443,445', packetsPerSecond: 15 },
  loud: { dark: 120, ports: '21-25,53,80,110,139,143,443,445,554,631,1883,5432,8080', packetsPerSecond: 300 },
};
const lookUpSeconds = 3.5;
const highestLow = 0xff;

export const ipv6Scan: Attack = {
  kind: 'ipv6-scan',
  summary: 'half-open scan of the low addresses of the IPv6 network',
  needs: ['nmap'],
  intensities: ['quiet', 'medium', 'loud'],
  actor: 'guest',
  targets: ['laptop', 'desktop', 'phone', 'camera', 'tv', 'nas', 'server', 'printer', 'sensor'],
  run(order) {
    const { dark, ports, packetsPerSecond } = plans[order.intensity];
    const living = new Set([...order.lab.hosts.values()].map(({ address6 }) => address6));
    const nobody = lowSuffixes()
      .filter(suffix => !living.has(addressOf(suffix)))
      .slice(0, dark);
    const addresses = [...order.targets.map(({ address6 }) => address6), ...nobody.map(addressOf)];
    const port = scanPort(order);
    const actors = [order.actor.address6];
    const lookers = [...actors, linkLocalOf(order.actor.mac)];
    const looked = [
      ...addresses,
      ...order.targets.map(({ mac }) => linkLocalOf(mac)),
      ...addresses.map(address => groupOf(address.slice(address.lastIndexOf(':') + 1))),
    ];
    const words = ['-6', '-sS', ...plainProbes, '-g', String(port), '-p', ports, '--max-retries', '1'];
    return runNmap(
      order,
      [...words, '--randomize-hosts', ...rateWords(packetsPerSecond), ...addresses],
      [
        { actors, targets: addresses, protocol: 'tcp', actorPorts: [port] },
        // Neighbours looked for, by the group each of them would listen to; there or not: only the scan wants them.
        { actors: lookers, targets: looked, protocol: 'icmpv6' },
      ],
      dark === 0 ? 0 : lookUpSeconds,
    );
  },
};

function lowSuffixes(): string[] {
  return Array.from({ length: highestLow - 1 }, (_, index) => (index + 2).toString(16));
}

function addressOf(suffix: string): string {
  return `${insidePrefix6.replace('/64', '')}${suffix}`;
}

/** The solicited-node group: ff02::1:ff00:0 and the last 24 bits. */
function groupOf(suffix: string): string {
  return `ff02::1:ff00:${suffix}`;
}
