import { finishHash, KeyedSlots, mix } from '../../flows/keyed-table.ts';

/** What a bucket says where nothing is in it; else the second mod 255, plus 1. */
const never = 0;
const turn = 255;
/** Older stamps are forgotten: they would be taken for young ones after a turn. */
export const longestMemorySeconds = 240;
const sweepSeconds = 8;
/** Attempts under way that nobody takes for failing yet: so many, and half as many as succeeded lately. */
const underWay = 4;

/**
 * For each of many keys, how many different things were tried lately and have not succeeded, in fixed memory: things
 * fall into buckets by their hash, each with the second of its last try, and success empties the bucket. An estimate
 * is within some 5 % up to as many things as there are buckets, and coarse up to five times as many.
 *
 * The key not used for longest gives way. Those used in this second and the one before can be walked through.
 */
export class FailingTable {
  readonly slots: KeyedSlots;
  readonly keyA: Int32Array;
  readonly keyB: Int32Array;
  /** For whoever reports: hosts (slot and number) and what was tried last. */
  readonly actor: Int32Array;
  readonly actorNumber: Int32Array;
  readonly target: Int32Array;
  readonly targetNumber: Int32Array;
  readonly port: Int32Array;
  readonly protocol: Uint8Array;
  readonly packet: Float64Array;
  readonly flow: Float64Array;
  readonly #buckets: number;
  readonly #stamps: Uint8Array;
  readonly #sweptAt: Int32Array;
  readonly #usedAt: Int32Array;
  /** Successes in the second `usedAt` and the one before it. */
  readonly #successes: Uint16Array;
  readonly #successesBefore: Uint16Array;
  #touched: Int32Array;
  #touchedBefore: Int32Array;
  #touchedCount = 0;
  #touchedBeforeCount = 0;

  constructor(capacity: number, buckets: number, seed: number) {
    this.slots = new KeyedSlots(capacity, seed);
    this.keyA = new Int32Array(capacity);
    this.keyB = new Int32Array(capacity);
    this.actor = new Int32Array(capacity);
    this.actorNumber = new Int32Array(capacity);
    this.target = new Int32Array(capacity);
    this.targetNumber = new Int32Array(capacity);
    this.port = new Int32Array(capacity);
    this.protocol = new Uint8Array(capacity);
    this.packet = new Float64Array(capacity);
    this.flow = new Float64Array(capacity);
    this.#buckets = buckets;
    this.#stamps = new Uint8Array(capacity * buckets);
    this.#sweptAt = new Int32Array(capacity);
    this.#usedAt = new Int32Array(capacity);
    this.#successes = new Uint16Array(capacity);
    this.#successesBefore = new Uint16Array(capacity);
    this.#touched = new Int32Array(capacity);
    this.#touchedBefore = new Int32Array(capacity);
  }

  get memoryBytes(): number {
    const perSlot = this.#buckets + 4 * 12 + 2 * 8 + 1 + 2 * 2;
    return this.slots.memoryBytes + this.slots.capacity * perSlot;
  }

  find(a: number, b: number): number {
    let slot = this.slots.first(this.#hash(a, b));
    while (slot >= 0) {
      if (this.keyA[slot] === a && this.keyB[slot] === b) return slot;
      slot = this.slots.next(slot);
    }
    return -1;
  }

  /** The slot of a key, made when it is new, and marked as used. */
  take(a: number, b: number, second: number): number {
    let slot = this.find(a, b);
    if (slot < 0) {
      slot = this.slots.take(this.#hash(a, b));
      this.keyA[slot] = a;
      this.keyB[slot] = b;
      this.#stamps.fill(never, slot * this.#buckets, (slot + 1) * this.#buckets);
      this.#sweptAt[slot] = second;
      this.#successes[slot] = 0;
      this.#successesBefore[slot] = 0;
      // Given up and taken anew within a second it stands in the list already.
      if (this.#usedAt[slot] !== second) this.#touch(slot);
      this.#usedAt[slot] = second;
      return slot;
    }
    this.slots.touch(slot);
    if (this.#usedAt[slot] !== second) {
      this.#successesBefore[slot] =
        second - (this.#usedAt[slot] as number) === 1 ? (this.#successes[slot] as number) : 0;
      this.#successes[slot] = 0;
      this.#usedAt[slot] = second;
      this.#touch(slot);
    }
    return slot;
  }

  tried(slot: number, thing: number, second: number): void {
    this.#sweep(slot, second);
    this.#stamps[this.#bucket(slot, thing)] = (second % turn) + 1;
  }

  succeeded(slot: number, thing: number): void {
    this.#stamps[this.#bucket(slot, thing)] = never;
    const count = this.#successes[slot] as number;
    if (count < 0xffff) this.#successes[slot] = count + 1;
  }

  /** Different things failing in the `windowSeconds` before `now`, asked when `now` has just begun. */
  count(slot: number, now: number, windowSeconds: number): number {
    this.#sweep(slot, now);
    const from = slot * this.#buckets;
    const present = now % turn;
    let old = 0;
    let young = 0;
    for (let at = from; at < from + this.#buckets; at += 1) {
      const stamp = this.#stamps[at] as number;
      if (stamp === never) continue;
      const age = (present - stamp + 1 + turn) % turn;
      if (age <= 1) young += 1;
      else if (age <= windowSeconds) old += 1;
    }
    const lately = (this.#successes[slot] as number) + (this.#successesBefore[slot] as number);
    if (lately > 0) young = Math.max(0, young - underWay - (lately >> 1));
    return this.#estimate(old + young);
  }

  /** Once a second, before asking for those lately used. */
  turn(): void {
    const older = this.#touchedBefore;
    this.#touchedBefore = this.#touched;
    this.#touchedBeforeCount = this.#touchedCount;
    this.#touched = older;
    this.#touchedCount = 0;
  }

  /** Slots used in the second that has just ended. */
  get readyCount(): number {
    return this.#touchedBeforeCount;
  }

  ready(index: number): number {
    return this.#touchedBefore[index] as number;
  }

  #estimate(filled: number): number {
    if (filled < 3) return filled;
    const empty = Math.max(1, this.#buckets - filled);
    return Math.round(this.#buckets * Math.log(this.#buckets / empty));
  }

  #touch(slot: number): void {
    if (this.#touchedCount >= this.#touched.length) return;
    this.#touched[this.#touchedCount] = slot;
    this.#touchedCount += 1;
  }

  #bucket(slot: number, thing: number): number {
    return slot * this.#buckets + (finishHash(thing) & (this.#buckets - 1));
  }

  #hash(a: number, b: number): number {
    return mix(mix(this.slots.seed, a), b);
  }

  #sweep(slot: number, second: number): void {
    const passed = second - (this.#sweptAt[slot] as number);
    if (passed < sweepSeconds) return;
    this.#sweptAt[slot] = second;
    const from = slot * this.#buckets;
    const to = from + this.#buckets;
    if (passed > longestMemorySeconds) {
      this.#stamps.fill(never, from, to);
      return;
    }
    const present = second % turn;
    for (let at = from; at < to; at += 1) {
      const stamp = this.#stamps[at] as number;
      if (stamp !== never && (present - stamp + 1 + turn) % turn >= longestMemorySeconds) {
        this.#stamps[at] = never;
      }
    }
  }
}
