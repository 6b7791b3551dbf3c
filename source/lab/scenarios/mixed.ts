import type { Random } from '../../testing/random.ts';
import type { Planned, Scenario } from '../contracts.ts';

type Slot = Omit<Planned, 'at'>;

const scenarioSeconds = 480;
/** Life is seen before the first of them. */
const firstAt = 18;
const slotSeconds = 37;
/** An incident begins up to so much later than its slot. */
const delaySeconds = 5;

/** In each minute something happens; neighbours in this list may change places. */
const slots: readonly Slot[] = [
  { attack: 'tcp-syn-scan', intensity: 'loud', seconds: 20 },
  { attack: 'ssh-brute-force', intensity: 'loud', seconds: 26 },
  { attack: 'new-device', intensity: 'medium', seconds: 28 },
  { attack: 'https-exfiltration', intensity: 'loud', seconds: 26 },
  { attack: 'syn-flood', intensity: 'medium', seconds: 20 },
  { attack: 'https-beacon-jittered', intensity: 'loud', seconds: 55 },
  { attack: 'ping-sweep', intensity: 'loud', seconds: 20 },
  { attack: 'dns-amplification', intensity: 'medium', seconds: 22 },
  { attack: 'update-rush', intensity: 'medium', seconds: 26 },
  { attack: 'mining-tls', intensity: 'loud', seconds: 30 },
  { attack: 'dns-tunnel', intensity: 'loud', seconds: 28 },
  { attack: 'arp-spoofing', intensity: 'loud', seconds: 26 },
];

/** What the demo shows. */
export const mixed: Scenario = {
  name: 'mixed',
  summary: 'a day in eight minutes with a dozen incidents, most of them bad',
  seconds: scenarioSeconds,
  daySeconds: scenarioSeconds,
  startHour: 7,
  habits: 'all',
  attacks: random =>
    shuffledALittle(slots, random).map((slot, index) => ({
      ...slot,
      at: firstAt + index * slotSeconds + random.fraction() * delaySeconds,
    })),
};

/** Each pair of neighbours stays as it is, or is turned around. The first is what everybody knows. */
function shuffledALittle(all: readonly Slot[], random: Random): readonly Slot[] {
  const [first, ...rest] = all;
  const turned = [...rest];
  for (let index = 0; index + 1 < turned.length; index += 2) {
    const [one, other] = [turned[index], turned[index + 1]];
    if (one === undefined || other === undefined || !random.chance(0.5)) continue;
    turned[index] = other;
    turned[index + 1] = one;
  }
  return first === undefined ? turned : [first, ...turned];
}
