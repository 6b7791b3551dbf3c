import { finishHash, KeyedSlots, mix } from '../../flows/keyed-table.ts';

const bits = 256;
const words = bits / 32;
const halfSeconds = 1800;

/**
 * How many different things each key had in the last half hour to hour, roughly, in fixed memory: a bitmap for the half
 * hour under way and one for that before it. The key idle for longest gives way.
 */
export class HourlyDistinct {
  readonly slots: KeyedSlots;
  readonly #keyA: Int32Array;
  readonly #keyB: Int32Array;
  readonly #half: Int32Array;
  /** Two bitmaps a slot. */
  readonly #bitmaps: Int32Array;

  constructor(capacity: number, seed: number) {
    this.slots = new KeyedSlots(capacity, seed);
    this.#keyA = new Int32Array(capacity);
    this.#keyB = new Int32Array(capacity);
    this.#half = new Int32Array(capacity);
    this.#bitmaps = new Int32Array(capacity * words * 2);
  }

  get memoryBytes(): number {
    return this.slots.memoryBytes + this.slots.capacity * (12 + words * 8);
  }

  /** Adds a thing; how many there are now. */
  add(a: number, b: number, thing: number, second: number): number {
    const hash = mix(mix(this.slots.seed, a), b);
    let slot = this.slots.first(hash);
    while (slot >= 0 && (this.#keyA[slot] !== a || this.#keyB[slot] !== b)) slot = this.slots.next(slot);
    const half = Math.floor(second / halfSeconds) | 0;
    if (slot < 0) {
      slot = this.slots.take(hash);
      this.#keyA[slot] = a;
      this.#keyB[slot] = b;
      this.#half[slot] = half;
      this.#bitmaps.fill(0, slot * words * 2, (slot + 1) * words * 2);
    } else this.slots.touch(slot);
    if (this.#half[slot] !== half) this.#turn(slot, half);
    const bit = finishHash(thing) & (bits - 1);
    const at = slot * words * 2 + (half & 1) * words + (bit >>> 5);
    this.#bitmaps[at] = (this.#bitmaps[at] as number) | (1 << (bit & 31));
    return this.#count(slot);
  }

  #turn(slot: number, half: number): void {
    const passed = half - (this.#half[slot] as number);
    this.#half[slot] = half;
    const at = slot * words * 2;
    if (passed === 1) this.#bitmaps.fill(0, at + (half & 1) * words, at + ((half & 1) + 1) * words);
    else this.#bitmaps.fill(0, at, at + words * 2);
  }

  #count(slot: number): number {
    const at = slot * words * 2;
    let filled = 0;
    for (let word = at; word < at + words; word += 1) {
      let rest = (this.#bitmaps[word] as number) | (this.#bitmaps[word + words] as number);
      for (; rest !== 0; rest &= rest - 1) filled += 1;
    }
    if (filled < 3) return filled;
    return Math.round(bits * Math.log(bits / Math.max(1, bits - filled)));
  }
}
