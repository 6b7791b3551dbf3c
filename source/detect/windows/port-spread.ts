import { finishHash } from '../../flows/keyed-table.ts';

const buckets = 16;
/** Older conversations count less: by half after so long. */
const halfLifeSeconds = 20;
/** Below this weight what is left says nothing. */
const leastWeight = 0.5;

/** How evenly the conversations a host begins are spread over ports: the entropy of 16 buckets, 0 … 4 bits. */
export class PortSpread {
  readonly #weights: Float32Array;
  readonly #second: Int32Array;

  constructor(slots: number) {
    this.#weights = new Float32Array(slots * buckets);
    this.#second = new Int32Array(slots);
  }

  get memoryBytes(): number {
    return this.#weights.byteLength + this.#second.byteLength;
  }

  clear(slot: number): void {
    this.#weights.fill(0, slot * buckets, (slot + 1) * buckets);
    this.#second[slot] = 0;
  }

  add(slot: number, port: number, second: number): void {
    const passed = second - (this.#second[slot] as number);
    const at = slot * buckets;
    if (passed > 0) {
      const factor = 0.5 ** (passed / halfLifeSeconds);
      for (let bucket = 0; bucket < buckets; bucket += 1) {
        this.#weights[at + bucket] = (this.#weights[at + bucket] as number) * factor;
      }
      this.#second[slot] = second;
    }
    const index = at + (finishHash(port) & (buckets - 1));
    this.#weights[index] = (this.#weights[index] as number) + 1;
  }

  bits(slot: number, second: number): number {
    const at = slot * buckets;
    let total = 0;
    for (let bucket = 0; bucket < buckets; bucket += 1) total += this.#weights[at + bucket] as number;
    const passed = Math.max(0, second - (this.#second[slot] as number));
    if (total * 0.5 ** (passed / halfLifeSeconds) < leastWeight) return 0;
    let bits = 0;
    for (let bucket = 0; bucket < buckets; bucket += 1) {
      const share = (this.#weights[at + bucket] as number) / total;
      if (share > 0) bits -= share * Math.log2(share);
    }
    return Math.max(0, bits);
  }
}
