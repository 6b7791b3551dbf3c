import { attacks } from '../attacks/index.ts';
import type { Attack, Intensity, Scenario } from '../contracts.ts';

const quietSecondsBefore = 8;
const quietSecondsAfter = 4;
/** How long an attack of each intensity may take; loud ones are mostly over sooner. */
const attackSeconds: Readonly<Record<Intensity, number>> = { quiet: 60, medium: 32, loud: 20 };

/** Enough life to hide in, little enough for many clips to fit beside each other. */
const background = [
  'ping',
  'look-ups',
  'neighbours',
  'sensor-values',
  'push',
  'printer-polls',
  'log-messages',
  'intranet',
];

/** One attack amid ordinary life: as many scenarios as there are attacks and intensities. */
export const clips: readonly Scenario[] = attacks.flatMap(attack =>
  attack.intensities.map(intensity => clip(attack, intensity)),
);

function clip(attack: Attack, intensity: Intensity): Scenario {
  const seconds = attackSeconds[intensity];
  return {
    name: `${attack.kind}-${intensity}`,
    summary: `${attack.summary}, ${intensity}`,
    seconds: quietSecondsBefore + seconds + quietSecondsAfter,
    habits: background,
    attacks: () => [{ at: quietSecondsBefore, attack: attack.kind, intensity, seconds }],
  };
}
