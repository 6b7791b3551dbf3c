import { finishHash } from '../../flows/keyed-table.ts';

/** Longest window that can be asked for: stamps are bytes, and one value of them means never. */
export const longestWindowSeconds = 240;
const never = 0;
const stampValues = 256;
/** What a bucket adds, in one number: to the filled ones of the short window, and to those of the long one. */
const inShort = 1;
const longShift = 16;
const inLong = 1 << longShift;

/**
 * How many different things each slot saw lately, for many slots in fixed memory. Things fall into buckets by
 * their hash, and each bucket remembers the second it was last met in; how many are filled tells how many things
 * there were (linear counting), for any window up to `longestWindowSeconds`. With 256 buckets an estimate is within about 5 %
 * up to 256 things and grows coarse above 1,000.
 */
export class RecentDistinct {
  /** Results of `countBoth`. */
  short = 0;
  long = 0;
  readonly #buckets: number;
  /** second mod 255, plus 1. */
  readonly #stamps: Uint8Array;
  /** Second a slot was last swept in: older stamps would be taken for young ones after a turn. */
  readonly #sweptAt: Int32Array;
  /** What a bucket with each stamp adds, and of which second and windows that is so: hosts are counted in turns. */
  readonly #adds = new Uint32Array(stampValues);
  #addsAt = -1;
  #addsShort = 0;
  #addsLong = 0;

  /** `buckets` is a power of two. */
  constructor(slots: number, buckets: number) {
    this.#buckets = buckets;
    this.#stamps = new Uint8Array(slots * buckets);
    this.#sweptAt = new Int32Array(slots);
  }

  get memoryBytes(): number {
    return this.#stamps.byteLength + this.#sweptAt.byteLength;
  }

  clear(slot: number): void {
    const at = slot * this.#buckets;
    this.#stamps.fill(never, at, at + this.#buckets);
    this.#sweptAt[slot] = 0;
  }

  /** `hash` may be any number that stands for the thing: it is mixed again. True when its bucket was empty. */
  add(slot: number, hash: number, second: number): boolean {
    this.#sweep(slot, second);
    const at = slot * this.#buckets + (finishHash(hash) & (this.#buckets - 1));
    const isNew = this.#stamps[at] === never;
    this.#stamps[at] = (second % 255) + 1;
    return isNew;
  }

  /** Different things in the last `windowSeconds`, this second included. */
  count(slot: number, second: number, windowSeconds: number): number {
    this.countBoth(slot, second, windowSeconds, windowSeconds);
    return this.short;
  }

  /** The same for two windows at once, into `short` and `long`. */
  countBoth(slot: number, second: number, shortSeconds: number, longSeconds: number): void {
    this.#sweep(slot, second);
    const from = slot * this.#buckets;
    const to = from + this.#buckets;
    if (second !== this.#addsAt || shortSeconds !== this.#addsShort || longSeconds !== this.#addsLong)
      this.#turn(second, shortSeconds, longSeconds);
    const stamps = this.#stamps;
    const adds = this.#adds;
    let filled = 0;
    for (let at = from; at < to; at += 1) filled += adds[stamps[at] as number] as number;
    this.short = this.#estimate(filled & (inLong - 1));
    this.long = this.#estimate(filled >>> longShift);
  }

  #turn(second: number, shortSeconds: number, longSeconds: number): void {
    this.#addsAt = second;
    this.#addsShort = shortSeconds;
    this.#addsLong = longSeconds;
    const now = second % 255;
    for (let stamp = never + 1; stamp < stampValues; stamp += 1) {
      const age = (now - stamp + 1 + 255) % 255;
      this.#adds[stamp] = (age < shortSeconds ? inShort : 0) | (age < longSeconds ? inLong : 0);
    }
  }

  #estimate(filled: number): number {
    if (filled < 2) return filled;
    const empty = Math.max(1, this.#buckets - filled);
    return Math.round(this.#buckets * Math.log(this.#buckets / empty));
  }

  /** Forgets what is older than the longest window, often enough that no stamp comes round again. */
  #sweep(slot: number, second: number): void {
    const passed = second - (this.#sweptAt[slot] as number);
    if (passed < 8) return;
    const from = slot * this.#buckets;
    const to = from + this.#buckets;
    this.#sweptAt[slot] = second;
    if (passed > longestWindowSeconds) {
      this.#stamps.fill(never, from, to);
      return;
    }
    // Stamps were at most 240 + 8 seconds old when last swept; what has grown older than 240 goes now.
    const now = second % 255;
    for (let at = from; at < to; at += 1) {
      const stamp = this.#stamps[at] as number;
      if (stamp === never) continue;
      const age = (now - stamp + 1 + 255) % 255;
      if (age >= longestWindowSeconds) this.#stamps[at] = never;
    }
  }
}
