import type { Attack, Intensity } from '../contracts.ts';

/** nmap's half-open scan: a SYN to each port, a RST to whoever answers. */
const plans: Readonly<Record<Intensity, { readonly ports: string; readonly packetsPerSecond: number }>> = {
  quiet: { ports: '40', packetsPerSecond: 1 },
  medium: { ports: '300', packetsPerSecond: 20 },
  loud: { ports: '1000', packetsPerSecond: 400 },
};

export const synScan: Attack = {
  kind: 'tcp-syn-scan',
  summary: 'half-open scan of the ports of one host',
  needs: ['nmap'],
  intensities: ['quiet', 'medium', 'loud'],
  actor: 'guest',
  targets: ['server'],
  async run({ intensity, actor, targets, seconds, signal }) {
    const { ports, packetsPerSecond } = plans[intensity];
    const addresses = targets.map(({ address }) => address);
    const rate = String(packetsPerSecond);
    const words = [
      '-sS',
      '-Pn',
      '-n',
      '--top-ports',
      ports,
      '--min-rate',
      rate,
      '--max-rate',
      rate,
      ...addresses,
    ];
    await actor.machine.attempt('nmap', words, { seconds, signal });
    return {
      tool: 'nmap',
      arguments: words.join(' '),
      claims: [{ actors: [actor.address], targets: addresses, protocol: 'tcp' }],
    };
  },
};
