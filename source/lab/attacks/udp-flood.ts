import { addressesOf } from '../addresses.ts';
import type { Attack, Intensity } from '../contracts.ts';
import { type HpingPlan, hpingWords, runHping } from './hping.ts';

const plans: Readonly<Record<Intensity, HpingPlan & { readonly bytes: string }>> = {
  quiet: { packetsPerSecond: 12, mostPackets: 800, bytes: '64' },
  medium: { packetsPerSecond: 250, mostPackets: 5000, bytes: '256' },
  loud: { packetsPerSecond: 2000, mostPackets: 16_000, bytes: '512' },
};
/** A game's port, as such floods often have it; nobody listens there. */
const gamePort = 27_015;

export const udpFlood: Attack = {
  kind: 'udp-flood',
  summary: 'datagrams without end to a port nobody listens on',
  needs: ['hping3'],
  intensities: ['quiet', 'medium', 'loud'],
  actor: 'attacker',
  targets: ['server'],
  async run({ intensity, actor, targets, seconds, signal }) {
    const plan = plans[intensity];
    const addresses = addressesOf(targets.slice(0, 1));
    const port = String(gamePort);
    const words = ['--udp', '-p', port, '-d', plan.bytes, ...hpingWords(plan, seconds), ...addresses];
    await runHping(actor, words, { seconds, signal });
    const between = { actors: [actor.address], targets: addresses };
    return {
      tool: 'hping3',
      arguments: words.join(' '),
      claims: [
        { ...between, protocol: 'udp', targetPorts: [gamePort] },
        // "Port unreachable", as often as the host cares to say it.
        { ...between, protocol: 'icmp' },
      ],
    };
  },
};
