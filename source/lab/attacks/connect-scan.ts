import { addressesOf } from '../addresses.ts';
import type { Attack, Intensity } from '../contracts.ts';
import { rateWords, runNmap } from './nmap.ts';

const plans: Readonly<Record<Intensity, { readonly ports: string; readonly packetsPerSecond: number }>> = {
  quiet: { ports: '30', packetsPerSecond: 0.8 },
  medium: { ports: '250', packetsPerSecond: 20 },
  loud: { ports: '1000', packetsPerSecond: 300 },
};

/** What anybody can do without privileges: a whole connection to each port, closed again at once. */
export const connectScan: Attack = {
  kind: 'tcp-connect-scan',
  summary: 'whole connections to many ports of one host',
  needs: ['nmap'],
  intensities: ['quiet', 'medium', 'loud'],
  actor: 'guest',
  targets: ['server'],
  run(order) {
    const { ports, packetsPerSecond } = plans[order.intensity];
    const addresses = addressesOf(order.targets);
    const words = ['-sT', '-Pn', '-n', '--disable-arp-ping', '--top-ports', ports];
    return runNmap(
      order,
      [...words, ...rateWords(packetsPerSecond), ...addresses],
      // The kernel chooses the ports: all there is between the two meanwhile.
      [{ actors: [order.actor.address], targets: addresses, protocol: 'tcp' }],
    );
  },
};
