/** The recordings in `data/`, and how each is made again. */
import { attacks } from './attacks/index.ts';
import type { Attack, Intensity } from './contracts.ts';

export type Catalogued = {
  /** Path below `data/`, without `.pcapng.gz`. */
  readonly name: string;
  readonly scenario: string;
  readonly seed: number;
  /** Other addresses, bulk blanked; see `rewrite.ts`. */
  readonly isRewritten: boolean;
};

/** Kinds that are there at every intensity: one at least of each family that has several. */
const atEveryIntensity: readonly string[] = [
  'tcp-syn-scan',
  'udp-scan',
  'syn-flood',
  'icmp-flood',
  'ssh-brute-force',
  'http-brute-force',
  'https-beacon-jittered',
  'dns-beacon',
  'https-exfiltration',
];

export const catalogue: readonly Catalogued[] = [
  { name: 'demo', scenario: 'mixed', seed: 7, isRewritten: true },
  { name: 'normal-day', scenario: 'normal-day', seed: 3, isRewritten: true },
  { name: 'drift', scenario: 'drift', seed: 5, isRewritten: true },
  { name: 'hostile-strings', scenario: 'hostile-strings', seed: 7, isRewritten: false },
  ...attacks.flatMap(attack => intensitiesOf(attack).map(intensity => clip(attack.kind, intensity))),
];

function intensitiesOf(attack: Attack): readonly Intensity[] {
  if (atEveryIntensity.includes(attack.kind)) return attack.intensities;
  return attack.intensities.includes('medium') ? ['medium'] : attack.intensities.slice(-1);
}

function clip(kind: string, intensity: Intensity): Catalogued {
  const scenario = `${kind}-${intensity}`;
  return { name: `clips/${scenario}`, scenario, seed: 1, isRewritten: true };
}

/** What to type to record it again. */
export function commandOf({ name, scenario, seed, isRewritten }: Catalogued): string {
  const rewritten = isRewritten ? ' --world --blank' : '';
  return `lab record ${scenario} --seed ${seed}${rewritten} -o data/${name}.pcapng.gz`;
}
