import type { GeoAnswer } from './answer.ts';

/** One address on its way through the tiers, and everybody who waits for it. */
export type Lookup = {
  readonly address: string;
  readonly kind: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  /** Those of the owner of the resolver, each to be answered once. */
  tokens: number[];
  readonly waiters: ((answer: GeoAnswer) => void)[];
  /** What a cache said that somebody at hand may know better: better than nothing. */
  poorer: GeoAnswer | undefined;
  /** Its caches were not asked, because too many addresses waited for them. */
  isUncached: boolean;
};

/** How an answer is to be remembered. */
export type Memory =
  /** Where it came from. */
  | 'none'
  /** In all caches. */
  | 'shared'
  /** In this process for a short time: somebody who knows better is to be asked again. */
  | 'brief';
