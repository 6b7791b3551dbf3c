import { finishHash } from '../../flows/keyed-table.ts';

/** Bits of each of the two filters; a power of two. */
const filterBits = 524_288;
/** With so many pairs in one filter about one new pair in 200 is taken for known. */
const pairsPerFilter = 50_000;
const probes = 3;

/**
 * Who has asked whom before: two Bloom filters. When the younger is full the older is forgotten, so that at least the last
 * 50,000 pairs are known.
 */
export class PairMemory {
  #young = new Uint8Array(filterBits / 8);
  #old = new Uint8Array(filterBits / 8);
  #pairs = 0;

  get memoryBytes(): number {
    return this.#young.byteLength * 2;
  }

  /** True for a pair that was not known; then it is. */
  isNew(pair: number): boolean {
    const first = finishHash(pair);
    const step = finishHash((pair ^ 0x5bd1e995) | 0) | 1;
    let isYoung = true;
    let isOld = true;
    let at = first;
    for (let probe = 0; probe < probes; probe += 1) {
      const byte = (at & (filterBits - 1)) >>> 3;
      const mask = 1 << (at & 7);
      if (((this.#young[byte] as number) & mask) === 0) isYoung = false;
      if (((this.#old[byte] as number) & mask) === 0) isOld = false;
      at = (at + step) | 0;
    }
    if (isYoung) return false;
    // Whoever is still met moves on to the younger filter.
    this.#note(first, step);
    return !isOld;
  }

  #note(first: number, step: number): void {
    if (this.#pairs >= pairsPerFilter) {
      const oldest = this.#old;
      this.#old = this.#young;
      this.#young = oldest;
      oldest.fill(0);
      this.#pairs = 0;
    }
    this.#pairs += 1;
    let at = first;
    for (let probe = 0; probe < probes; probe += 1) {
      const byte = (at & (filterBits - 1)) >>> 3;
      this.#young[byte] = (this.#young[byte] as number) | (1 << (at & 7));
      at = (at + step) | 0;
    }
  }
}
