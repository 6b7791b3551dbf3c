import { insideAddresses } from '../addresses.ts';
import type { Attack, Intensity } from '../contracts.ts';
import { rateWords, runNmap } from './nmap.ts';

const plans: Readonly<Record<Intensity, { readonly hosts: number; readonly packetsPerSecond: number }>> = {
  quiet: { hosts: 40, packetsPerSecond: 1 },
  medium: { hosts: 253, packetsPerSecond: 20 },
  loud: { hosts: 253, packetsPerSecond: 500 },
};

/** Who is there, asked of everybody on the same wire. The router is left out: to it, everybody talks. */
export const arpSweep: Attack = {
  kind: 'arp-sweep',
  summary: 'ARP requests for all addresses of the network',
  needs: ['nmap'],
  intensities: ['quiet', 'medium', 'loud'],
  actor: 'guest',
  targets: [],
  run(order) {
    const { hosts, packetsPerSecond } = plans[order.intensity];
    const all = insideAddresses().filter(address => address !== order.actor.address);
    const first = hosts >= all.length ? 0 : order.random.below(all.length - hosts);
    const addresses = all.slice(first, first + hosts);
    return runNmap(
      order,
      ['-sn', '-n', '-PR', '--max-retries', '1', ...rateWords(packetsPerSecond), ...addresses],
      [{ actors: [order.actor.address], targets: addresses, protocol: 'arp' }],
    );
  },
};
