import { addressesOf } from '../addresses.ts';
import type { Attack, Intensity } from '../contracts.ts';
import { plainProbes, rateWords, runNmap, scanPort } from './nmap.ts';

/** Hosts complain about closed ports about once a second only, so a thorough UDP scan takes its time. */
const plans: Readonly<
  Record<Intensity, { readonly ports: string; readonly packetsPerSecond: number; readonly retries: string }>
> = {
  quiet: { ports: '35', packetsPerSecond: 0.7, retries: '0' },
  medium: { ports: '200', packetsPerSecond: 15, retries: '1' },
  loud: { ports: '1000', packetsPerSecond: 250, retries: '1' },
};

export const udpScan: Attack = {
  kind: 'udp-scan',
  summary: 'datagrams to many ports of one host, which says "port unreachable" where nobody listens',
  needs: ['nmap'],
  intensities: ['quiet', 'medium', 'loud'],
  actor: 'guest',
  targets: ['server'],
  run(order) {
    const { ports, packetsPerSecond, retries } = plans[order.intensity];
    const addresses = addressesOf(order.targets);
    const port = scanPort(order);
    const words = ['-sU', ...plainProbes, '-g', String(port), '--top-ports', ports, '--max-retries', retries];
    const between = { actors: [order.actor.address], targets: addresses };
    return runNmap(
      order,
      [...words, ...rateWords(packetsPerSecond), ...addresses],
      [
        { ...between, protocol: 'udp', actorPorts: [port] },
        { ...between, protocol: 'icmp' },
      ],
    );
  },
};
