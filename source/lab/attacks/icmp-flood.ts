import { addressesOf } from '../addresses.ts';
import type { Attack, Intensity } from '../contracts.ts';
import { type HpingPlan, hpingWords, runHping } from './hping.ts';

/** Each request is answered. */
const plans: Readonly<Record<Intensity, HpingPlan & { readonly bytes: string }>> = {
  quiet: { packetsPerSecond: 8, mostPackets: 600, bytes: '56' },
  medium: { packetsPerSecond: 150, mostPackets: 3000, bytes: '400' },
  loud: { packetsPerSecond: 1500, mostPackets: 9500, bytes: '1200' },
};

export const icmpFlood: Attack = {
  kind: 'icmp-flood',
  summary: 'echo requests without end to one host',
  needs: ['hping3'],
  intensities: ['quiet', 'medium', 'loud'],
  actor: 'attacker',
  targets: ['server'],
  async run({ intensity, actor, targets, seconds, signal }) {
    const plan = plans[intensity];
    const addresses = addressesOf(targets.slice(0, 1));
    const words = ['--icmp', '-d', plan.bytes, ...hpingWords(plan, seconds), ...addresses];
    await runHping(actor, words, { seconds, signal });
    return {
      tool: 'hping3',
      arguments: words.join(' '),
      claims: [{ actors: [actor.address], targets: addresses, protocol: 'icmp' }],
    };
  },
};
