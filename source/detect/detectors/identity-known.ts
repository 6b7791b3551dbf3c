import { mix } from '../../flows/keyed-table.ts';
import type { Section } from '../learned.ts';

const ways = 4;
/** Before so much was watched nothing is news. */
const warmUpSeconds = 300;
/** Nor while new things keep coming: that long nothing new must have come, as a share of the time watched, at most a day. */
const quietShare = 0.15;
const longestQuietSeconds = 86_400;
/** Silence in the input counts as watched up to this. */
const longestStepSeconds = 60;
/** What was met in so many different minutes is not pushed out by what is met once. */
const establishedMinutes = 3;
const mostMinutes = 60_000;
const minuteSeconds = 60;

/** Things met, by two words each, with the time in which they were: fixed size, saved and loaded. */
export class KnownThings {
  readonly #sets: number;
  readonly #one: Int32Array;
  readonly #other: Int32Array;
  /** Watched time it was first and last met at; different minutes it was met in, 0 for a free place. */
  readonly #first: Int32Array;
  readonly #last: Int32Array;
  readonly #minutes: Uint16Array;
  #watched = 0;
  #latestNew = 0;
  #second = 0;

  /** `capacity` is a power of two, at least 4. */
  constructor(capacity: number) {
    this.#sets = capacity / ways;
    this.#one = new Int32Array(capacity);
    this.#other = new Int32Array(capacity);
    this.#first = new Int32Array(capacity);
    this.#last = new Int32Array(capacity);
    this.#minutes = new Uint16Array(capacity);
  }

  get watchedSeconds(): number {
    return this.#watched;
  }

  /** Time goes on; it is only learned from while that is allowed. */
  second(now: number, learning: boolean): void {
    const passed = Math.min(longestStepSeconds, Math.max(0, now - this.#second));
    if (learning && this.#second !== 0) this.#watched += passed;
    this.#second = now;
  }

  /** Enough was watched, and new things became rare. */
  isSettled(): boolean {
    const quiet = Math.min(longestQuietSeconds, this.#watched * quietShare);
    return this.#watched >= warmUpSeconds && this.#watched - this.#latestNew >= quiet;
  }

  has(one: number, other: number): boolean {
    return this.#search(one, other) >= 0;
  }

  /** Different minutes it was met in so far. */
  minutesOf(one: number, other: number): number {
    const at = this.#search(one, other);
    return at < 0 ? 0 : (this.#minutes[at] as number);
  }

  /** Watched seconds since it was first met, −1 for never. */
  ageOf(one: number, other: number): number {
    const at = this.#search(one, other);
    return at < 0 ? -1 : this.#watched - (this.#first[at] as number);
  }

  /** True when it was not known. */
  meet(one: number, other: number): boolean {
    const found = this.#search(one, other);
    if (found >= 0) {
      if (this.#watched - (this.#last[found] as number) >= minuteSeconds) {
        this.#last[found] = this.#watched;
        const minutes = this.#minutes[found] as number;
        // The most is for what was accepted.
        if (minutes < mostMinutes - 1) this.#minutes[found] = minutes + 1;
      }
      return false;
    }
    const at = this.#worst(one, other);
    this.#one[at] = one;
    this.#other[at] = other;
    this.#first[at] = this.#watched;
    this.#last[at] = this.#watched;
    this.#minutes[at] = 1;
    this.#latestNew = this.#watched;
    return true;
  }

  /** Takes it for known whatever it will do: it was part of a training. */
  accept(one: number, other: number): void {
    this.meet(one, other);
    this.#minutes[this.#search(one, other)] = mostMinutes;
  }

  isAccepted(one: number, other: number): boolean {
    return this.minutesOf(one, other) === mostMinutes;
  }

  save(): Section {
    const at = [...this.#minutes.keys()].filter(index => (this.#minutes[index] as number) > 0);
    return {
      facts: { watched: this.#watched, latestNew: this.#latestNew },
      arrays: {
        one: Int32Array.from(at, index => this.#one[index] as number),
        other: Int32Array.from(at, index => this.#other[index] as number),
        first: Int32Array.from(at, index => this.#first[index] as number),
        last: Int32Array.from(at, index => this.#last[index] as number),
        minutes: Uint16Array.from(at, index => this.#minutes[index] as number),
      },
    };
  }

  load(section: Section): string | undefined {
    const { one, other, first, last, minutes } = section.arrays;
    const { watched, latestNew } = section.facts;
    if (!isTime(watched) || !isTime(latestNew) || latestNew > watched) return 'its times are wrong';
    if (!(one instanceof Int32Array) || !(other instanceof Int32Array)) return 'its table is incomplete';
    if (!(first instanceof Int32Array) || !(last instanceof Int32Array)) return 'its table is incomplete';
    if (!(minutes instanceof Uint16Array)) return 'its table is incomplete';
    const entries = one.length;
    if (entries > this.#one.length || other.length !== entries || first.length !== entries)
      return 'its table does not add up';
    if (last.length !== entries || minutes.length !== entries) return 'its table does not add up';
    for (let index = 0; index < entries; index += 1) {
      const begun = first[index] as number;
      if (begun < 0 || begun > watched || (last[index] as number) > watched)
        return 'its table has wrong times';
    }
    this.#minutes.fill(0);
    for (let index = 0; index < entries; index += 1) {
      const at = this.#worst(one[index] as number, other[index] as number);
      this.#one[at] = one[index] as number;
      this.#other[at] = other[index] as number;
      this.#first[at] = first[index] as number;
      this.#last[at] = last[index] as number;
      this.#minutes[at] = Math.max(1, minutes[index] as number);
    }
    this.#watched = watched;
    this.#latestNew = latestNew;
    this.#second = 0;
    return undefined;
  }

  #search(one: number, other: number): number {
    const from = (mix(mix(0x6b6e6f77, one), other) & (this.#sets - 1)) * ways;
    for (let at = from; at < from + ways; at += 1) {
      if (this.#one[at] === one && this.#other[at] === other && (this.#minutes[at] as number) > 0) return at;
    }
    return -1;
  }

  #worst(one: number, other: number): number {
    const from = (mix(mix(0x6b6e6f77, one), other) & (this.#sets - 1)) * ways;
    let worst = from;
    let worstValue = Number.POSITIVE_INFINITY;
    for (let at = from; at < from + ways; at += 1) {
      const minutes = this.#minutes[at] as number;
      const established = minutes >= establishedMinutes ? 1e10 : 0;
      const value = minutes === 0 ? -1 : established + (this.#last[at] as number);
      if (value < worstValue) {
        worst = at;
        worstValue = value;
      }
    }
    return worst;
  }
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 2 ** 31;
}
