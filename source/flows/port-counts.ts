import { finishHash } from './keyed-table.ts';

/**
 * How many different ports each of many hosts had, roughly: linear counting in one small bitmap a host. Exact
 * enough for a table (some 5 %) up to a thousand; beyond what the bitmap can tell it says its most.
 */

const bits = 1024;
const words = bits / 32;

export class PortCounts {
  readonly #bitmap: Uint32Array;
  /** Bits set per slot, so that reading needs no counting. */
  readonly #set: Uint16Array;

  constructor(slots: number) {
    this.#bitmap = new Uint32Array(slots * words);
    this.#set = new Uint16Array(slots);
  }

  get memoryBytes(): number {
    return this.#bitmap.byteLength + this.#set.byteLength;
  }

  clear(slot: number): void {
    if (this.#set[slot] === 0) return;
    this.#bitmap.fill(0, slot * words, (slot + 1) * words);
    this.#set[slot] = 0;
  }

  add(slot: number, port: number): void {
    const bit = finishHash(port) & (bits - 1);
    const word = slot * words + (bit >>> 5);
    const mask = 1 << (bit & 31);
    const present = this.#bitmap[word] as number;
    if ((present & mask) !== 0) return;
    this.#bitmap[word] = present | mask;
    this.#set[slot] = (this.#set[slot] as number) + 1;
  }

  count(slot: number): number {
    const set = this.#set[slot] as number;
    if (set === 0) return 0;
    // A full map tells no more than this.
    return Math.round(-bits * Math.log(1 - Math.min(set, bits - 1) / bits));
  }
}
