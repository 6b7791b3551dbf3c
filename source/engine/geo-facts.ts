import type { TierFacts, TierName } from '../geo/tiers.ts';
import type { EngineGroup } from './protocol.ts';

const titles: Readonly<Record<TierName, string>> = {
  memory: 'countries: memory',
  redis: 'countries: Redis',
  file: 'countries: file',
  database: 'countries: databases',
  web: 'countries: web service',
};

/** The tiers countries come from, nearest first, for the engine screen. */
export function geoGroups(tiers: readonly TierFacts[]): EngineGroup[] {
  return tiers.map(({ tier, state, isTrouble, asked, answered, latency, details }) => ({
    title: titles[tier],
    facts: [
      { label: 'state', value: state, bad: isTrouble },
      { label: 'hits', value: hits(asked, answered), bad: false },
      { label: 'misses', value: (asked - answered).toLocaleString('en-US'), bad: false },
      ...(latency === undefined ? [] : [{ label: 'latency', value: milliseconds(latency), bad: false }]),
      ...details.map(([label, value]) => ({ label, value, bad: false })),
    ],
  }));
}

function hits(asked: number, answered: number): string {
  const share = asked === 0 ? '' : `, ${Math.floor((answered / asked) * 100)} %`;
  return `${answered.toLocaleString('en-US')}${share}`;
}

function milliseconds(value: number): string {
  return value < 1 ? `${(value * 1000).toFixed(0)} µs` : `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}

/** The same trouble is told once, not whenever it comes back; there are not many kinds. */
const mostTold = 64;

/** What is to be said of the tiers that was not said before. */
export class GeoTroubles {
  readonly #told = new Set<string>();

  /** Sentences. */
  take(tiers: readonly TierFacts[]): string[] {
    const sentences: string[] = [];
    for (const { tier, state, isTrouble, details } of tiers) {
      if (!isTrouble) continue;
      // One that is ready has its trouble in the details: a file it was given and could not use.
      const refused = details
        .filter(([label]) => label === 'not used')
        .map(([label, why]) => `${label}: ${why}`);
      for (const trouble of state === 'ready' ? refused : [state]) {
        // Times and counts in it do not make it another trouble.
        const key = `${tier} ${trouble.replace(/\d+/g, '')}`;
        if (this.#told.has(key) || this.#told.size >= mostTold) continue;
        this.#told.add(key);
        sentences.push(`${titles[tier]}: ${trouble}`);
      }
    }
    return sentences;
  }
}

/** Who answers, for the world screen: 'geolite.info, 812 of 1,000 left today; bundled countries of 2026-06-17'. */
export function sourcesText(tiers: readonly TierFacts[]): string {
  const parts: string[] = [];
  for (const { tier, state, details } of tiers) {
    if (tier === 'web') {
      const detail = (name: string): string => details.find(([label]) => label === name)?.[1] ?? '';
      parts.push([detail('host'), state === 'ready' ? detail('budget') : state].filter(Boolean).join(', '));
    }
    if (tier === 'redis' && state === 'ready') parts.push('Redis');
    if (tier !== 'database') continue;
    for (const [name, value] of details) {
      const built = /^built (\S+)/.exec(value)?.[1];
      if (built !== undefined) parts.push(`${name} of ${built.replace(/,$/, '')}`);
    }
  }
  return parts.join('; ');
}
