/**
 * Slots found by hash that are given back one by one, in memory that never grows. Unlike `KeyedSlots` of the
 * flow table nothing is ever evicted: when all are in use, there are no more.
 */
export class FreeSlots {
  readonly capacity: number;
  used = 0;
  readonly #mask: number;
  readonly #bucketHead: Int32Array;
  readonly #chainNext: Int32Array;
  readonly #hashOf: Int32Array;
  /** Slots up to here were used at least once; those given back hang behind `#free`. */
  #fresh = 0;
  #free = -1;

  constructor(capacity: number) {
    this.capacity = capacity;
    const buckets = 2 ** Math.ceil(Math.log2(Math.max(2, capacity)));
    this.#mask = buckets - 1;
    this.#bucketHead = new Int32Array(buckets).fill(-1);
    this.#chainNext = new Int32Array(capacity);
    this.#hashOf = new Int32Array(capacity);
  }

  /** First slot that may hold a key of this hash, -1 for none; go on with `next`. */
  first(hash: number): number {
    return this.#bucketHead[hash & this.#mask] as number;
  }

  next(slot: number): number {
    return this.#chainNext[slot] as number;
  }

  /** A slot for a new key, -1 when there is none left. */
  take(hash: number): number {
    let slot = this.#free;
    if (slot >= 0) this.#free = this.#chainNext[slot] as number;
    else if (this.#fresh < this.capacity) {
      slot = this.#fresh;
      this.#fresh += 1;
    } else return -1;
    this.used += 1;
    this.#chain(slot, hash);
    return slot;
  }

  release(slot: number): void {
    this.#unchain(slot);
    this.#chainNext[slot] = this.#free;
    this.#free = slot;
    this.used -= 1;
  }

  /** The key in this slot has changed. */
  rehash(slot: number, hash: number): void {
    this.#unchain(slot);
    this.#chain(slot, hash);
  }

  #chain(slot: number, hash: number): void {
    const bucket = hash & this.#mask;
    this.#hashOf[slot] = hash;
    this.#chainNext[slot] = this.#bucketHead[bucket] as number;
    this.#bucketHead[bucket] = slot;
  }

  #unchain(slot: number): void {
    const bucket = (this.#hashOf[slot] as number) & this.#mask;
    const following = this.#chainNext[slot] as number;
    let at = this.#bucketHead[bucket] as number;
    if (at === slot) {
      this.#bucketHead[bucket] = following;
      return;
    }
    while (at >= 0) {
      const next = this.#chainNext[at] as number;
      if (next === slot) {
        this.#chainNext[at] = following;
        return;
      }
      at = next;
    }
  }
}
