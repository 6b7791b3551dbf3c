const places = 16_384;
/** A level goes at least this share of the way to a new value: what has changed for good becomes normal. */
const leastStep = 1 / 32;
/** And follows ordinary jumps, up to so many times the usual one, at once. */
const usualSteps = 2;
/** What the newest distance counts against those before it. */
const newestShare = 0.15;

/**
 * The value each stream had last, and a level that follows it in ordinary steps only: a stretch of false values does
 * not take it along. By key, in fixed memory; a stream that meets another's place begins anew.
 */
export class StreamValues {
  readonly #tags = new Int32Array(places);
  readonly #last = new Float64Array(places);
  readonly #level = new Float64Array(places);
  /** Distances as `add` answers them, averaged over a dozen or so. */
  readonly #unrest = new Float64Array(places);
  /** Of the value just added: its jump, and the unrest of its stream. */
  readonly #jump = new Float64Array(2);

  get memoryBytes(): number {
    return this.#tags.byteLength + this.#last.byteLength + this.#level.byteLength + this.#unrest.byteLength;
  }

  /** Distance of the value just added from the one before, −1 where there was none. */
  get lastJump(): number {
    return this.#jump[0] as number;
  }

  /** How far the last values of its stream were out, on average. */
  get unrest(): number {
    return this.#jump[1] as number;
  }

  /** How far `value` is from the one before or from the level, whichever is more; −1 for the first of a stream. */
  add(key: number, value: number, usualJump: number): number {
    const place = (key >>> 0) % places;
    if (this.#tags[place] !== key) {
      this.#tags[place] = key;
      this.#last[place] = value;
      this.#level[place] = value;
      this.#unrest[place] = 0;
      this.#jump[0] = -1;
      this.#jump[1] = 0;
      return -1;
    }
    const jump = Math.abs(value - (this.#last[place] as number));
    const level = this.#level[place] as number;
    const apart = Math.abs(value - level);
    this.#jump[0] = jump;
    this.#last[place] = value;
    const step = Math.min(apart, Math.max(apart * leastStep, usualJump * usualSteps));
    this.#level[place] = value > level ? level + step : level - step;
    const most = Math.max(jump, apart);
    const before = this.#unrest[place] as number;
    this.#unrest[place] = before + (most - before) * newestShare;
    this.#jump[1] = this.#unrest[place] as number;
    return most;
  }
}
