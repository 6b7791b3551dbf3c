const places = 16_384;
/** A level goes at least this share of the way to a new value: what has changed for good becomes normal. */
const leastStep = 1 / 32;
/** And follows ordinary jumps, up to so many times the usual one, at once. */
const usualSteps = 2;

/**
 * The value each stream had last, and a level that follows it in ordinary steps only: a stretch of false values does
 * not take it along. By key, in fixed memory; a stream that meets another's place begins anew.
 */
export class StreamValues {
  readonly #tags = new Int32Array(places);
  readonly #last = new Float64Array(places);
  readonly #level = new Float64Array(places);
  readonly #jump = new Float64Array(1);

  get memoryBytes(): number {
    return this.#tags.byteLength + this.#last.byteLength + this.#level.byteLength;
  }

  /** Distance of the value just added from the one before, −1 where there was none. */
  get lastJump(): number {
    return this.#jump[0] as number;
  }

  /** How far `value` is from the one before or from the level, whichever is more; −1 for the first of a stream. */
  add(key: number, value: number, usualJump: number): number {
    const place = (key >>> 0) % places;
    if (this.#tags[place] !== key) {
      this.#tags[place] = key;
      this.#last[place] = value;
      this.#level[place] = value;
      this.#jump[0] = -1;
      return -1;
    }
    const jump = Math.abs(value - (this.#last[place] as number));
    const level = this.#level[place] as number;
    const apart = Math.abs(value - level);
    this.#jump[0] = jump;
    this.#last[place] = value;
    const step = Math.min(apart, Math.max(apart * leastStep, usualJump * usualSteps));
    this.#level[place] = value > level ? level + step : level - step;
    return Math.max(jump, apart);
  }
}
