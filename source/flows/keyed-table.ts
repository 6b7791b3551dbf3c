/**
 * Slots found by hash and given up in the order they went idle: what flow and host tables are built on.
 * Everything is allocated once. Collisions are chained through the slots, so that a slot can be freed
 * without moving others; the seed differs from run to run, so that nobody can aim at one bucket.
 */
export class KeyedSlots {
  readonly capacity: number;
  /** Slots in use. */
  used = 0;
  /** Slots freed to make room, since the start. */
  evicted = 0;
  readonly seed: number;
  readonly #mask: number;
  readonly #bucketHead: Int32Array;
  readonly #chainNext: Int32Array;
  readonly #hashOf: Int32Array;
  /** Least recently touched first. */
  readonly #idleNext: Int32Array;
  readonly #idlePrevious: Int32Array;
  #oldest = -1;
  #newest = -1;

  constructor(capacity: number, seed: number) {
    this.capacity = capacity;
    this.seed = seed | 0;
    // As many buckets as slots, a power of two.
    const buckets = 2 ** Math.ceil(Math.log2(Math.max(2, capacity)));
    this.#mask = buckets - 1;
    this.#bucketHead = new Int32Array(buckets).fill(-1);
    this.#chainNext = new Int32Array(capacity).fill(-1);
    this.#hashOf = new Int32Array(capacity);
    this.#idleNext = new Int32Array(capacity).fill(-1);
    this.#idlePrevious = new Int32Array(capacity).fill(-1);
  }

  /** First slot that may hold a key of this hash, -1 for none; go on with `next`. */
  first(hash: number): number {
    return this.#bucketHead[hash & this.#mask] as number;
  }

  next(slot: number): number {
    return this.#chainNext[slot] as number;
  }

  /** Keys taken since the start. */
  get taken(): number {
    return this.used + this.evicted;
  }

  /** Memory of the slots, without the columns their users add. */
  get memoryBytes(): number {
    return this.#bucketHead.byteLength + this.#chainNext.byteLength * 4;
  }

  /** Takes a slot for a new key: a fresh one, or the one idle for longest. The caller fills its columns. */
  take(hash: number): number {
    let slot = this.used;
    if (slot < this.capacity) this.used += 1;
    else {
      slot = this.#oldest;
      this.#unchain(slot);
      this.#unlink(slot);
      this.evicted += 1;
    }
    const bucket = hash & this.#mask;
    this.#hashOf[slot] = hash;
    this.#chainNext[slot] = this.#bucketHead[bucket] as number;
    this.#bucketHead[bucket] = slot;
    this.#append(slot);
    return slot;
  }

  /** Marks a slot as the most recently used one. */
  touch(slot: number): void {
    if (slot === this.#newest) return;
    this.#unlink(slot);
    this.#append(slot);
  }

  /**
   * The same, at most once a second as long as there are fresh slots: who was idle for longest need not be known more
   * exactly before one has to go, and to say it costs four cache lines. `last` is the time of its packet before.
   */
  touchAt(slot: number, second: number, last: number): void {
    if (this.used < this.capacity && last >= second && last < second + 1) return;
    this.touch(slot);
  }

  /** The slot touched last, -1 when there is none; go on with `before`. */
  get newest(): number {
    return this.#newest;
  }

  /** The slot touched before `slot`, -1 at the end. */
  before(slot: number): number {
    return this.#idlePrevious[slot] as number;
  }

  #append(slot: number): void {
    this.#idlePrevious[slot] = this.#newest;
    this.#idleNext[slot] = -1;
    if (this.#newest >= 0) this.#idleNext[this.#newest] = slot;
    else this.#oldest = slot;
    this.#newest = slot;
  }

  #unlink(slot: number): void {
    const previous = this.#idlePrevious[slot] as number;
    const next = this.#idleNext[slot] as number;
    if (previous >= 0) this.#idleNext[previous] = next;
    else this.#oldest = next;
    if (next >= 0) this.#idlePrevious[next] = previous;
    else this.#newest = previous;
  }

  #unchain(slot: number): void {
    const bucket = (this.#hashOf[slot] as number) & this.#mask;
    let at = this.#bucketHead[bucket] as number;
    if (at === slot) {
      this.#bucketHead[bucket] = this.#chainNext[slot] as number;
      return;
    }
    while (at >= 0) {
      const following = this.#chainNext[at] as number;
      if (following === slot) {
        this.#chainNext[at] = this.#chainNext[slot] as number;
        return;
      }
      at = following;
    }
  }
}

/**
 * Mixes one more 32-bit word into a hash. Every step avalanches in full: with a lighter one (as between the
 * blocks of MurmurHash3) words can be chosen that collide whatever the seed is.
 */
export function mix(hash: number, word: number): number {
  return finishHash(((hash ^ word) + 0x9e3779b9) | 0);
}

/** Every bit of the input reaches every bit of the result. */
export function finishHash(hash: number): number {
  let value = hash ^ (hash >>> 16);
  value = Math.imul(value, 0x85ebca6b);
  value ^= value >>> 13;
  value = Math.imul(value, 0xc2b2ae35);
  return value ^ (value >>> 16);
}

/** A seed nobody outside can know. */
export function randomSeed(): number {
  return crypto.getRandomValues(new Int32Array(1))[0] as number;
}
