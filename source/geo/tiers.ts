/**
 * The places an answer can come from, nearest first: process memory, a cache shared with others (Redis, or a
 * file), databases on this machine, the web service. `resolver.ts` asks them in order. No tier ever throws or
 * rejects: what cannot be answered is passed on to the next, and the trouble is told in `facts`.
 *
 * Addresses are texts in canonical form (RFC 5952 for IPv6), as `formatAddress` writes them; of an address that
 * stands for an IPv4 address (mapped, 6to4, NAT64, Teredo) it is that IPv4 address which is asked for.
 */
import type { GeoAnswer } from './answer.ts';

export type TierName = 'memory' | 'redis' | 'file' | 'database' | 'web';

/** Lines for the engine screen and `oddwire geo`; safe for a terminal, without secrets. */
export type TierFacts = {
  readonly tier: TierName;
  /** 'ready', 'not configured', 'away: connection refused, trying again' … */
  readonly state: string;
  /** Something is wrong that its owner would want to know. */
  readonly isTrouble: boolean;
  /** Addresses asked for, and how many of them it could answer. */
  readonly asked: number;
  readonly answered: number;
  /** Milliseconds, smoothed; undefined before the first answer. */
  readonly latency: number | undefined;
  /** What else there is to say: entries, queue, budget left, databases and their age. */
  readonly details: readonly (readonly [label: string, value: string])[];
};

/** Answers shared with other Oddwires, across restarts. */
export type SharedCache = {
  readonly tier: 'redis' | 'file';
  /** False while it makes no sense to ask: gone, too slow, refused. Callers then go on at once. */
  readonly isUsable: boolean;
  /**
   * One entry for each address, undefined where there is no (valid, living) answer. Bounded in time: what takes too
   * long counts as not there. `file` answers before it returns.
   */
  get(addresses: readonly string[]): Promise<readonly (GeoAnswer | undefined)[]>;
  /** Remembers; batched, bounded, best effort. */
  put(address: string, answer: GeoAnswer): void;
  /**
   * Takes up to `count` requests from the budget of this UTC day, which has `most`; resolves with how many were
   * granted, undefined when nobody can count here now.
   */
  spend(count: number, most: number): Promise<number | undefined>;
  /** Requests spent today as last heard; undefined when unknown. */
  readonly spentToday: number | undefined;
  facts(): TierFacts;
  /** Writes what waits to be written, within half a second, and ends. */
  close(): Promise<void>;
};

/** Databases on this machine. Answers at once. */
export type LocalDatabases = {
  readonly isUsable: boolean;
  /** 1: countries; 2: cities or systems as well. An answer of a poorer database in a cache is asked for again. */
  readonly detail: 0 | 1 | 2;
  /** Never undefined: nobody knowing is an answer too (`isNotFound`). */
  lookUp(address: string): GeoAnswer;
  facts(): TierFacts;
};

/** The service asked over the network, when there are credentials. */
export type WebService = {
  /** False while there is no budget, no network, or a refusal that lasts: go on at once. */
  readonly isUsable: boolean;
  /** How many look-ups may be under way at a time. */
  readonly concurrency: number;
  /** Undefined when it could not be asked or gave no answer; "no such address" is an answer (`isNotFound`). */
  lookUp(address: string): Promise<GeoAnswer | undefined>;
  facts(): TierFacts;
  close(): void;
};
