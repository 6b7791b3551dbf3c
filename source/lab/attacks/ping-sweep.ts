import { darkAddresses, insideAddresses } from '../addresses.ts';
import type { Attack, Intensity } from '../contracts.ts';
import { routerAddress } from '../layout.ts';
import { rateWords, runNmap } from './nmap.ts';

const plans: Readonly<Record<Intensity, { readonly hosts: number; readonly packetsPerSecond: number }>> = {
  quiet: { hosts: 50, packetsPerSecond: 0.8 },
  medium: { hosts: 253, packetsPerSecond: 15 },
  loud: { hosts: 253, packetsPerSecond: 300 },
};
/** The router asks three times for a neighbour, a second each, and then says "host unreachable". */
const lookUpSeconds = 3.5;

/** From outside; the router looks in vain for those who are not there. */
export const pingSweep: Attack = {
  kind: 'ping-sweep',
  summary: 'echo requests to all addresses of the network',
  needs: ['nmap'],
  intensities: ['quiet', 'medium', 'loud'],
  actor: 'attacker',
  targets: [],
  run(order) {
    const { hosts, packetsPerSecond } = plans[order.intensity];
    const all = insideAddresses();
    const first = hosts >= all.length ? 0 : order.random.below(all.length - hosts);
    const addresses = all.slice(first, first + hosts);
    const dark = darkAddresses().filter(address => addresses.includes(address));
    const actors = [order.actor.address];
    return runNmap(
      order,
      ['-sn', '-n', '-PE', '--max-retries', '1', ...rateWords(packetsPerSecond), ...addresses],
      [
        { actors, targets: addresses, protocol: 'icmp' },
        { actors: [routerAddress], targets: dark, protocol: 'arp' },
      ],
      lookUpSeconds,
    );
  },
};
