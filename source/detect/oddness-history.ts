/** Seconds that are remembered: what the widest chart can show, and a while for those who come back. */
const rememberedSeconds = 3600;

/** The largest oddness of each of the last seconds of packet time, in a ring. */
export class OddnessHistory {
  readonly #largest = new Float32Array(rememberedSeconds).fill(Number.NaN);
  #newest = 0;
  #hasBegun = false;

  add(second: number, oddness: number): void {
    this.advanceTo(second);
    const at = this.#newest % rememberedSeconds;
    // NaN, where nothing was yet, is not smaller.
    if (!((this.#largest[at] as number) >= oddness)) this.#largest[at] = oddness;
  }

  /** Seconds without packets are NaN. */
  advanceTo(second: number): void {
    if (!this.#hasBegun) {
      this.#hasBegun = true;
      this.#newest = second;
      return;
    }
    const passed = Math.min(rememberedSeconds, second - this.#newest);
    for (let step = 0; step < passed; step += 1) {
      this.#largest[(second - step) % rememberedSeconds] = Number.NaN;
    }
    if (passed > 0) this.#newest = second;
  }

  /** Oldest first, the second under way last; fewer than asked for while there were fewer. */
  recent(seconds: number): number[] {
    if (!this.#hasBegun) return [];
    const wanted = Math.min(seconds, rememberedSeconds, this.#newest + 1);
    return Array.from(
      { length: wanted },
      (_, index) => this.#largest[(this.#newest - wanted + 1 + index) % rememberedSeconds] as number,
    );
  }
}
