/**
 * Sums over a sliding window, for many slots in fixed memory: each slot has a ring of buckets. Asking and adding
 * for a second that has gone by counts it into the present.
 */
export class RecentSums {
  readonly windowSeconds: number;
  readonly #bucketSeconds: number;
  readonly #buckets: number;
  readonly #amounts: Float32Array;
  /** Bucket number (time divided by its length) the slot's ring was brought up to. */
  readonly #newest: Int32Array;

  /** `windowSeconds` must be a multiple of `bucketSeconds`. */
  constructor(slots: number, windowSeconds: number, bucketSeconds: number) {
    this.windowSeconds = windowSeconds;
    this.#bucketSeconds = bucketSeconds;
    this.#buckets = windowSeconds / bucketSeconds;
    this.#amounts = new Float32Array(slots * this.#buckets);
    this.#newest = new Int32Array(slots);
  }

  clear(slot: number): void {
    const at = slot * this.#buckets;
    this.#amounts.fill(0, at, at + this.#buckets);
    this.#newest[slot] = 0;
  }

  add(slot: number, second: number, amount: number): void {
    const bucket = this.#advance(slot, second);
    const at = slot * this.#buckets + (bucket % this.#buckets);
    this.#amounts[at] = (this.#amounts[at] as number) + amount;
  }

  /** Of the last `windowSeconds`, the bucket under way included; `seconds` asks for less than the whole window. */
  sum(slot: number, second: number, seconds = this.windowSeconds): number {
    const bucket = this.#advance(slot, second);
    const wanted = Math.min(this.#buckets, Math.max(1, Math.ceil(seconds / this.#bucketSeconds)));
    const at = slot * this.#buckets;
    let total = 0;
    for (let back = 0; back < wanted; back += 1) {
      total += this.#amounts[at + ((bucket - back + this.#buckets) % this.#buckets)] as number;
    }
    return total;
  }

  /** Empties the buckets between the newest and the one of `second`; the bucket to write to. */
  #advance(slot: number, second: number): number {
    const bucket = Math.floor(second / this.#bucketSeconds) | 0;
    const newest = this.#newest[slot] as number;
    if (bucket <= newest) return newest;
    const at = slot * this.#buckets;
    const passed = Math.min(this.#buckets, bucket - newest);
    for (let step = 0; step < passed; step += 1) {
      this.#amounts[at + ((bucket - step) % this.#buckets)] = 0;
    }
    this.#newest[slot] = bucket;
    return bucket;
  }
}
