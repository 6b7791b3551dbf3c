/** The short window is made of fine buckets, the long one of these and coarse ones behind them. */
export const fineSeconds = 2;
const fineBuckets = 5;
const finePerCoarse = 5;
const coarseBuckets = 6;
/** After so many fine buckets nothing is left of what was. */
const everythingIsOld = finePerCoarse * coarseBuckets + fineBuckets;

/**
 * Sums of several quantities over the last 10 and 60 seconds, for many slots in fixed memory. All quantities of a slot
 * move on together: once a packet, not once a quantity. The short window spans 8 to 10 seconds, the long one 50 to 60,
 * depending on how far the present buckets have come.
 */
export class WindowSums {
  readonly quantities: number;
  /** Results of `read`. */
  readonly short: Float64Array;
  readonly long: Float64Array;
  readonly #fine: Float32Array;
  readonly #coarse: Float32Array;
  /** Fine bucket each slot was brought up to, −1 for an empty slot. */
  readonly #newest: Int32Array;
  /** What `read` has read, as long as nothing can have changed since. */
  #readSlot = -1;
  #readSecond = -1;

  constructor(slots: number, quantities: number) {
    this.quantities = quantities;
    this.short = new Float64Array(quantities);
    this.long = new Float64Array(quantities);
    this.#fine = new Float32Array(slots * fineBuckets * quantities);
    this.#coarse = new Float32Array(slots * coarseBuckets * quantities);
    this.#newest = new Int32Array(slots).fill(-1);
  }

  get memoryBytes(): number {
    return this.#fine.byteLength + this.#coarse.byteLength + this.#newest.byteLength;
  }

  clear(slot: number): void {
    this.#newest[slot] = -1;
    this.#readSlot = -1;
  }

  /** Brings a slot up to `second`, and answers where to `add`. Seconds that have gone by count as the present. */
  at(slot: number, second: number): number {
    this.#readSlot = -1;
    const bucket = (second / fineSeconds) | 0;
    const newest = this.#newest[slot] as number;
    if (bucket <= newest && newest >= 0) {
      return (slot * fineBuckets + (newest % fineBuckets)) * this.quantities;
    }
    this.#advance(slot, newest, bucket);
    return (slot * fineBuckets + (bucket % fineBuckets)) * this.quantities;
  }

  add(at: number, quantity: number, amount: number): void {
    const index = at + quantity;
    this.#fine[index] = (this.#fine[index] as number) + amount;
  }

  /** Fills `short` and `long` with the sums as of `second`. */
  read(slot: number, second: number): void {
    if (slot === this.#readSlot && second === this.#readSecond) return;
    this.at(slot, second);
    this.#readSlot = slot;
    this.#readSecond = second;
    const { quantities, short, long } = this;
    const fine = slot * fineBuckets * quantities;
    const coarse = slot * coarseBuckets * quantities;
    for (let quantity = 0; quantity < quantities; quantity += 1) {
      let sum = 0;
      for (let bucket = 0; bucket < fineBuckets; bucket += 1) {
        sum += this.#fine[fine + bucket * quantities + quantity] as number;
      }
      short[quantity] = sum;
      for (let bucket = 0; bucket < coarseBuckets; bucket += 1) {
        sum += this.#coarse[coarse + bucket * quantities + quantity] as number;
      }
      long[quantity] = sum;
    }
  }

  #advance(slot: number, newest: number, bucket: number): void {
    const { quantities } = this;
    const fine = slot * fineBuckets * quantities;
    const coarse = slot * coarseBuckets * quantities;
    this.#newest[slot] = bucket;
    if (newest < 0 || bucket - newest >= everythingIsOld) {
      this.#fine.fill(0, fine, fine + fineBuckets * quantities);
      this.#coarse.fill(0, coarse, coarse + coarseBuckets * quantities);
      return;
    }
    for (let step = newest + 1; step <= bucket; step += 1) {
      const present = (step / finePerCoarse) | 0;
      if (step % finePerCoarse === 0) {
        const old = coarse + (present % coarseBuckets) * quantities;
        this.#coarse.fill(0, old, old + quantities);
      }
      // What leaves the short window goes on counting in the long one.
      const from = fine + (step % fineBuckets) * quantities;
      const to = coarse + ((present + coarseBuckets - 1) % coarseBuckets) * quantities;
      for (let quantity = 0; quantity < quantities; quantity += 1) {
        const amount = this.#fine[from + quantity] as number;
        if (amount === 0) continue;
        this.#coarse[to + quantity] = (this.#coarse[to + quantity] as number) + amount;
        this.#fine[from + quantity] = 0;
      }
    }
  }
}
