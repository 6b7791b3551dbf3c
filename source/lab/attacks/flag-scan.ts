/** Scans with flags that no connection begins with: open ports stay silent, closed ones answer with a RST. */
import { addressesOf } from '../addresses.ts';
import type { Attack, Intensity } from '../contracts.ts';
import { plainProbes, rateWords, runNmap, scanPort } from './nmap.ts';

const plans: Readonly<Record<Intensity, { readonly ports: string; readonly packetsPerSecond: number }>> = {
  quiet: { ports: '40', packetsPerSecond: 1 },
  medium: { ports: '300', packetsPerSecond: 20 },
  loud: { ports: '1000', packetsPerSecond: 400 },
};

export function flagScan(kind: string, summary: string, option: '-sF' | '-sN' | '-sX'): Attack {
  return {
    kind,
    summary,
    needs: ['nmap'],
    intensities: ['quiet', 'medium', 'loud'],
    actor: 'guest',
    targets: ['server'],
    run(order) {
      const { ports, packetsPerSecond } = plans[order.intensity];
      const addresses = addressesOf(order.targets);
      const port = scanPort(order);
      const words = [option, ...plainProbes, '-g', String(port), '--top-ports', ports];
      return runNmap(
        order,
        [...words, ...rateWords(packetsPerSecond), ...addresses],
        [{ actors: [order.actor.address], targets: addresses, protocol: 'tcp', actorPorts: [port] }],
      );
    },
  };
}
