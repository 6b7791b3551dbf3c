import { KeyedSlots, mix } from '../../flows/keyed-table.ts';

/** Order is kept to an eighth of what there is room for. */
const exactness = 3;

/** Slots for pairs of 32-bit keys; one that was idle for longest makes room. */
export class ChannelSlots {
  readonly slots: KeyedSlots;
  /** Which pair a slot holds: never 0, and another one after a reuse. */
  readonly number: Int32Array;
  readonly #one: Int32Array;
  readonly #other: Int32Array;
  /** How often any was asked for when it was last marked as used. */
  readonly #markedAt: Int32Array;
  #asked = 0;

  constructor(capacity: number, seed: number) {
    this.slots = new KeyedSlots(capacity, seed);
    this.number = new Int32Array(capacity);
    this.#one = new Int32Array(capacity);
    this.#other = new Int32Array(capacity);
    this.#markedAt = new Int32Array(capacity);
  }

  get memoryBytes(): number {
    return this.slots.memoryBytes + this.number.byteLength * 4;
  }

  take(one: number, other: number): number {
    const { slots } = this;
    this.#asked = (this.#asked + 1) | 0;
    const hash = mix(mix(slots.seed, one), other);
    for (let slot = slots.first(hash); slot >= 0; slot = slots.next(slot)) {
      if (this.#one[slot] !== one || this.#other[slot] !== other) continue;
      this.#mark(slot);
      return slot;
    }
    const slot = slots.take(hash);
    this.#one[slot] = one;
    this.#other[slot] = other;
    this.number[slot] = slots.taken | 0;
    this.#markedAt[slot] = this.#asked;
    return slot;
  }

  /** Now and then: which one was idle for longest need not be known to the packet. */
  #mark(slot: number): void {
    if (((this.#asked - (this.#markedAt[slot] as number)) | 0) < this.slots.capacity >> exactness) return;
    this.#markedAt[slot] = this.#asked;
    this.slots.touch(slot);
  }
}
