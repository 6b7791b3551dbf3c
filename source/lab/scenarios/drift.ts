import type { Scenario } from '../contracts.ts';

const daySeconds = 300;
/** Incidents begin up to so much later than planned here. */
const delaySeconds = 4;

/** Two days of five minutes: an ordinary one, and one on which much that is harmless is new. */
export const drift: Scenario = {
  name: 'drift',
  summary: 'an ordinary day, then one with a new device, service and habits, and at its end a theft',
  seconds: 2 * daySeconds,
  daySeconds,
  startHour: 0,
  habits: 'all',
  attacks: random =>
    (
      [
        { at: 315, attack: 'new-device', intensity: 'medium', seconds: 240 },
        { at: 330, attack: 'new-favourites', intensity: 'medium', seconds: 190 },
        { at: 350, attack: 'new-service', intensity: 'medium', seconds: 200 },
        // At noon of the second day.
        { at: 448, attack: 'backup-moved', intensity: 'medium', seconds: 40 },
        { at: 545, attack: 'https-exfiltration', intensity: 'loud', seconds: 30 },
      ] as const
    ).map(plan => ({ ...plan, at: plan.at + random.fraction() * delaySeconds })),
};
