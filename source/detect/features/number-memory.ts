import type { LearnedArray } from '../learned.ts';

/** Fields that are remembered; four places share a hash. */
const places = 8192;
const ways = 4;
const words = 6;
const countWord = 0;
const meanWord = 1;
/** Sum of squared distances from the mean, as Welford has it. */
const squaresWord = 2;
const jumpCountWord = 3;
const jumpSumWord = 4;
const jumpMostWord = 5;
/** What was learned counts as no more than this, so that it can become otherwise. */
const fullCount = 20_000;
const largest = 1e18;
/** No sum of squares of such values is more. */
const largestSum = 1e45;

/**
 * What numbers a field usually has: mean and spread, and how far it usually jumps from one message to the next. By the
 * field's key, in fixed memory.
 */
export class NumberMemory {
  readonly #tags = new Uint32Array(places);
  readonly #values = new Float64Array(places * words);

  get memoryBytes(): number {
    return this.#tags.byteLength + this.#values.byteLength;
  }

  /** Where the field is kept; -1 where it is not. */
  find(key: number): number {
    const tag = key >>> 0;
    const from = (tag % (places / ways)) * ways;
    for (let at = from; at < from + ways; at += 1) if (this.#tags[at] === tag) return at;
    return -1;
  }

  /** Mean of the jumps; 0 where nothing was learned. `place` as from `find`. */
  usualJump(place: number): number {
    if (place < 0) return 0;
    const at = place * words;
    const count = this.#values[at + jumpCountWord] as number;
    return count > 0 ? (this.#values[at + jumpSumWord] as number) / count : 0;
  }

  /** How many times the usual jump this one is, as far as what was learned can tell. */
  jumpRatio(place: number, jump: number): number {
    if (place < 0 || !(jump > 0)) return 0;
    const at = place * words;
    // The jump counted with the others: a field that never moved can be surprised by no more than it was watched.
    const count = (this.#values[at + jumpCountWord] as number) + 1;
    const sum = (this.#values[at + jumpSumWord] as number) + jump;
    return (jump * count) / sum;
  }

  /** How many standard deviations from the mean this value is, likewise. */
  distance(place: number, value: number): number {
    if (place < 0) return 0;
    const at = place * words;
    const apart = value - (this.#values[at + meanWord] as number);
    if (apart === 0) return 0;
    const count = (this.#values[at + countWord] as number) + 1;
    return Math.sqrt((apart * apart * count) / ((this.#values[at + squaresWord] as number) + apart * apart));
  }

  /** `jump` −1 where there was no value before. */
  learn(key: number, value: number, jump: number): void {
    if (!(Math.abs(value) < largest)) return;
    const values = this.#values;
    let place = this.find(key);
    if (place < 0) place = this.#take(key);
    const at = place * words;
    const before = values[at + countWord] as number;
    const count = before < fullCount ? before + 1 : fullCount;
    const apart = value - (values[at + meanWord] as number);
    const mean = (values[at + meanWord] as number) + apart / count;
    values[at + countWord] = count;
    values[at + meanWord] = mean;
    const faded = before < fullCount ? 1 : 1 - 1 / fullCount;
    values[at + squaresWord] = (values[at + squaresWord] as number) * faded + apart * (value - mean);
    if (!(jump >= 0 && jump < largest)) return;
    const jumps = values[at + jumpCountWord] as number;
    const kept = jumps < fullCount ? 1 : 1 - 1 / fullCount;
    values[at + jumpCountWord] = jumps * kept + 1;
    values[at + jumpSumWord] = (values[at + jumpSumWord] as number) * kept + jump;
    if (jump > (values[at + jumpMostWord] as number)) values[at + jumpMostWord] = jump;
  }

  clear(): void {
    this.#tags.fill(0);
    this.#values.fill(0);
  }

  saveTags(): Uint32Array {
    return this.#tags.slice();
  }

  saveValues(): Float64Array {
    return this.#values.slice();
  }

  problem(tags: LearnedArray | undefined, values: LearnedArray | undefined): string | undefined {
    if (!(tags instanceof Uint32Array) || tags.length !== places) return 'fields of messages are missing';
    if (!(values instanceof Float64Array) || values.length !== places * words)
      return 'values of messages are missing';
    for (let at = 0; at < values.length; at += 1) {
      const value = values[at] as number;
      const isMean = at % words === meanWord;
      if (!(Math.abs(value) <= largestSum) || (!isMean && value < 0)) return 'values of messages are damaged';
    }
    return undefined;
  }

  /** After `problem` found none. */
  load(tags: Uint32Array, values: Float64Array): void {
    this.#tags.set(tags);
    this.#values.set(values);
  }

  /** The place of the least seen of those that share the hash. */
  #take(key: number): number {
    const tag = key >>> 0;
    const from = (tag % (places / ways)) * ways;
    let place = from;
    for (let at = from + 1; at < from + ways; at += 1) {
      const count = this.#values[at * words + countWord] as number;
      if (count < (this.#values[place * words + countWord] as number)) place = at;
    }
    this.#tags[place] = tag;
    this.#values.fill(0, place * words, place * words + words);
    return place;
  }
}
