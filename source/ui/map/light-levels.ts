/** How bright a country is on the map: 0 for no traffic, 4 for about as much as the busiest. */
export type LightLevel = 0 | 1 | 2 | 3 | 4;

/** Least weights of levels 1 to 4: steps people can tell apart, of numbers that differ by magnitudes. */
const steps = [0, 0.01, 0.1, 0.5] as const;
/** A country at the edge of a level stays in it until it is well beyond: else the map would flicker. */
const inertia = 0.8;

type Light = { readonly code: string; readonly weight: number };

export function lightLevel(weight: number): LightLevel {
  if (!(weight > 0)) return 0;
  return (steps.findLastIndex(step => weight >= step) + 1) as LightLevel;
}

/** The levels of all countries with traffic; those drawn before are left as they are where they still nearly fit. */
export function lightLevels(
  lights: readonly Light[],
  before: ReadonlyMap<string, LightLevel> = new Map(),
): ReadonlyMap<string, LightLevel> {
  const levels = new Map<string, LightLevel>();
  for (const { code, weight } of lights) {
    const level = lightLevel(weight);
    const last = before.get(code);
    const stays =
      last !== undefined && (lightLevel(weight * inertia) === last || lightLevel(weight / inertia) === last);
    if (level > 0) levels.set(code, stays ? last : level);
  }
  return levels;
}

/** Equal for levels that look equal. */
export function levelsKey(levels: ReadonlyMap<string, LightLevel>): string {
  return [...levels]
    .map(([code, level]) => code + level)
    .sort()
    .join(' ');
}
