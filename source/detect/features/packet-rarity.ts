import type { FrequencyMemory } from './frequency-memory.ts';

/** What is remembered of a packet: how rare it is among all packets … */
export const packetRarity = {
  flags: 0,
  protocol: 1,
  service: 2,
  tuple: 3,
  pair: 4,
  source: 5,
  destination: 6,
  sourceService: 7,
  destinationService: 8,
  etherType: 9,
  // … and how rare given another part of it.
  length: 10,
  timeToLive: 11,
  destinationOfSource: 12,
  serviceOfPair: 13,
  serviceOfDestination: 14,
} as const;
export const relations = 15;
/** The first so many are among all packets, and counted by a key of their own. */
export const roots = 10;
/** And these given others as well; the rest are given others what is counted already. */
export const counted = 12;
export const totalAt = roots;

/** Which different things are counted below what. */
export const below = {
  sizesOfTuple: 0,
  timesOfSource: 1,
  destinationsOfSource: 2,
  servicesOfPair: 3,
  servicesOfDestination: 4,
} as const;
export const belowCount = 5;

/** Everything the rarities of one packet are made of, and they themselves. */
export type RarityBlock = {
  readonly frequencies: FrequencyMemory;
  /** What is asked for. */
  readonly keys: Int32Array;
  readonly belowKeys: Int32Array;
  /** Different things of each of the roots, then packets learned. */
  readonly totals: Float64Array;
  /** The answers: places in `frequencies`, counts there, bits by `packetRarity`, and bits of what is new. */
  readonly places: Int32Array;
  readonly counts: Float64Array;
  readonly bits: Float64Array;
  readonly sum: Float64Array;
  /** Fills the keys from what a packet is. */
  fillKeys(
    seed: number,
    source: number,
    destination: number,
    service: number,
    side: number,
    protocol: number,
    etherType: number,
    flags: number,
    length: number,
    timeToLive: number,
  ): void;
  /** Finds the answers for the keys there are. */
  judge(): void;
  /** Counts once more what was found, if it is still there; answers with a bit for each of the others. */
  addKnown(): number;
};
