import { KeyedSlots, mix } from '../../flows/keyed-table.ts';

/** Slots for pairs of 32-bit keys; one that was idle for longest makes room. */
export class ChannelSlots {
  readonly slots: KeyedSlots;
  /** Which pair a slot holds: never 0, and another one after a reuse. */
  readonly number: Int32Array;
  readonly #one: Int32Array;
  readonly #other: Int32Array;

  constructor(capacity: number, seed: number) {
    this.slots = new KeyedSlots(capacity, seed);
    this.number = new Int32Array(capacity);
    this.#one = new Int32Array(capacity);
    this.#other = new Int32Array(capacity);
  }

  get memoryBytes(): number {
    return this.slots.memoryBytes + this.number.byteLength * 3;
  }

  take(one: number, other: number): number {
    const { slots } = this;
    const hash = mix(mix(slots.seed, one), other);
    for (let slot = slots.first(hash); slot >= 0; slot = slots.next(slot)) {
      if (this.#one[slot] !== one || this.#other[slot] !== other) continue;
      slots.touch(slot);
      return slot;
    }
    const slot = slots.take(hash);
    this.#one[slot] = one;
    this.#other[slot] = other;
    this.number[slot] = slots.taken | 0;
    return slot;
  }
}
