import { addressesOf } from '../addresses.ts';
import type { Attack, Intensity } from '../contracts.ts';
import { type HpingPlan, hpingWords, runHping } from './hping.ts';

/** Each SYN is answered by a SYN-ACK or RST, and that, perhaps, by a RST: three packets in the recording. */
const plans: Readonly<Record<Intensity, HpingPlan>> = {
  quiet: { packetsPerSecond: 10, mostPackets: 600 },
  medium: { packetsPerSecond: 150, mostPackets: 3000 },
  loud: { packetsPerSecond: 1000, mostPackets: 6000 },
};
const webPort = 80;

export const synFlood: Attack = {
  kind: 'syn-flood',
  summary: 'connections begun and never finished, from one host to one port',
  needs: ['hping3'],
  intensities: ['quiet', 'medium', 'loud'],
  actor: 'attacker',
  targets: ['server'],
  async run({ intensity, actor, targets, seconds, signal }) {
    const addresses = addressesOf(targets.slice(0, 1));
    const words = ['-S', '-p', String(webPort), ...hpingWords(plans[intensity], seconds), ...addresses];
    await runHping(actor, words, { seconds, signal });
    return {
      tool: 'hping3',
      arguments: words.join(' '),
      claims: [{ actors: [actor.address], targets: addresses, protocol: 'tcp', targetPorts: [webPort] }],
    };
  },
};
