import type { PacketRing } from '../packets/ring.ts';
import { LateRows } from './late-rows.ts';
import type { LateValues, RowTest } from './target.ts';

/** Rows between two looks at the clock. */
const rowsBetweenLooks = 64;

/**
 * Which packets of a ring match a filter: their numbers in order, kept up to date as packets come and go, in
 * one array as long as the ring. A new filter looks at the newest packets first, because those are on screen,
 * and works back through the ring; new packets are looked at as they come.
 *
 * All work is done in `append` and `rebuild`, both within a budget; nothing is kept for each packet but its
 * number, and without a filter not even that.
 *
 * Where a filter asks for what may become known later, such as the country of an address, packets about which
 * something is still to come are judged again when it came.
 */
export class FilterMatches {
  readonly #ring: PacketRing;
  #test: RowTest | undefined;
  #late: LateRows | undefined;
  /** A ring: `#count` numbers from `#first` on, ascending. */
  #numbers: Float64Array = new Float64Array(0);
  #first = 0;
  #count = 0;
  /** Packets from `#examinedFrom` to `#examinedTo` were looked at. */
  #examinedFrom = 1;
  #examinedTo = 0;

  constructor(ring: PacketRing, test?: RowTest, late?: LateValues) {
    this.#ring = ring;
    this.setFilter(test, late);
  }

  /** Forgets all matches; `rebuild` finds the new ones. Without a filter every packet matches. */
  setFilter(test: RowTest | undefined, late?: LateValues): void {
    this.#test = test;
    this.#late = test === undefined || late === undefined ? undefined : new LateRows(this.#ring, late);
    this.#first = 0;
    this.#count = 0;
    this.#examinedTo = this.#ring.newest;
    this.#examinedFrom = this.#ring.newest + 1;
    if (test === undefined) this.#numbers = new Float64Array(0);
    else if (this.#numbers.length === 0) this.#numbers = new Float64Array(this.#ring.maxPackets);
  }

  /** Looks at packets that came since. False when the budget did not suffice: call it again. */
  append(budgetMilliseconds = Number.POSITIVE_INFINITY): boolean {
    const ring = this.#ring;
    const test = this.#test;
    this.#forgetEvicted();
    if (test === undefined || this.#examinedTo >= ring.newest) return true;
    const deadline = deadlineAfter(budgetMilliseconds);
    const { newest } = ring;
    let number = this.#examinedTo + 1;
    let row = ring.rowOf(number);
    for (let looked = 1; number <= newest; looked += 1) {
      if (test(row)) {
        this.#numbers[this.#place(this.#count)] = number;
        this.#count += 1;
      }
      this.#late?.note(row, number);
      this.#examinedTo = number;
      number += 1;
      row = ring.rowAfter(row);
      if (looked % rowsBetweenLooks === 0 && performance.now() >= deadline) break;
    }
    return this.#examinedTo >= newest;
  }

  /** Looks at older packets, newest first. False when the budget did not suffice: call it again. */
  rebuild(budgetMilliseconds = Number.POSITIVE_INFINITY): boolean {
    const ring = this.#ring;
    const test = this.#test;
    this.#forgetEvicted();
    if (test === undefined || this.isComplete) return true;
    const deadline = deadlineAfter(budgetMilliseconds);
    const { oldest } = ring;
    let number = this.#examinedFrom - 1;
    let row = ring.rowOf(number);
    for (let looked = 1; number >= oldest; looked += 1) {
      if (test(row)) {
        this.#first = this.#first === 0 ? this.#numbers.length - 1 : this.#first - 1;
        this.#numbers[this.#first] = number;
        this.#count += 1;
      }
      this.#late?.note(row, number);
      this.#examinedFrom = number;
      number -= 1;
      row = ring.rowBefore(row);
      if (looked % rowsBetweenLooks === 0 && performance.now() >= deadline) break;
    }
    return this.isComplete;
  }

  /**
   * Looks again at packets about which something became known since they were looked at; not more often than
   * makes a difference to people, unless it must be `now`. True when matches came or went.
   */
  reconsider(budgetMilliseconds = Number.POSITIVE_INFINITY, now = false): boolean {
    const late = this.#late;
    const test = this.#test;
    if (late === undefined || test === undefined || !late.isDue(now)) return false;
    this.#forgetEvicted();
    const deadline = deadlineAfter(budgetMilliseconds);
    const changed: number[] = [];
    late.visit((row, number) => {
      if (test(row) !== this.indexOf(number) >= 0) changed.push(number);
    }, deadline);
    if (changed.length > 0) this.#toggle(Float64Array.from(changed).sort());
    return changed.length > 0;
  }

  /** Takes out the matches among `numbers`, which are in order, and puts in the others. */
  #toggle(numbers: Float64Array): void {
    const merged = new Float64Array(this.#count + numbers.length);
    let count = 0;
    let next = 0;
    for (let index = 0; index < this.#count; index += 1) {
      const match = this.#numberAt(index);
      while (next < numbers.length && (numbers[next] as number) < match) {
        merged[count++] = numbers[next++] as number;
      }
      if (next < numbers.length && numbers[next] === match) next += 1;
      else merged[count++] = match;
    }
    while (next < numbers.length) merged[count++] = numbers[next++] as number;
    this.#first = 0;
    this.#count = count;
    this.#numbers.set(merged.subarray(0, count));
  }

  /** Every packet that was in the ring when the filter was set was looked at, or is gone. */
  get isComplete(): boolean {
    return this.#test === undefined || this.#examinedFrom <= this.#ring.oldest;
  }

  /** Packets of the ring nobody looked at yet, old and new. */
  get pending(): number {
    if (this.#test === undefined) return 0;
    const { oldest, newest } = this.#ring;
    const older = Math.max(0, Math.min(this.#examinedFrom, newest + 1) - oldest);
    return older + Math.max(0, newest - Math.max(this.#examinedTo, oldest - 1));
  }

  /** Matches found so far and still in the ring. */
  get count(): number {
    if (this.#test === undefined) return this.#ring.count;
    this.#forgetEvicted();
    return this.#count;
  }

  /** Number of match `index`, counted from 0 at the oldest; -1 when there are not so many. */
  at(index: number): number {
    if (!(index >= 0 && index < this.count)) return -1;
    return this.#test === undefined ? this.#ring.oldest + index : this.#numberAt(index);
  }

  /** Index of a packet among the matches; -1 when it does not match, was not looked at yet, or is gone. */
  indexOf(number: number): number {
    const index = this.#lowerBound(number);
    return this.at(index) === number ? index : -1;
  }

  /** How many matches have a lower number. */
  countBefore(number: number): number {
    return this.#lowerBound(number);
  }

  /** The first match after a packet, which need not match or exist; -1 when there is none. */
  next(number: number): number {
    return this.at(this.#lowerBound(number + 1));
  }

  /** The last match before a packet; -1 when there is none. */
  previous(number: number): number {
    return this.at(this.#lowerBound(number) - 1);
  }

  /** Index of the first match whose number is not below `number`. */
  #lowerBound(number: number): number {
    const { count } = this;
    if (this.#test === undefined) return Math.min(count, Math.max(0, Math.ceil(number) - this.#ring.oldest));
    let from = 0;
    let to = count;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.#numberAt(middle) < number) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  #numberAt(index: number): number {
    return this.#numbers[this.#place(index)] as number;
  }

  #place(index: number): number {
    const place = this.#first + index;
    return place >= this.#numbers.length ? place - this.#numbers.length : place;
  }

  #forgetEvicted(): void {
    if (this.#test === undefined) return;
    const { oldest } = this.#ring;
    if (this.#count > 0 && this.#numberAt(0) < oldest) {
      let from = 1;
      let to = this.#count;
      while (from < to) {
        const middle = (from + to) >> 1;
        if (this.#numberAt(middle) < oldest) from = middle + 1;
        else to = middle;
      }
      this.#first = this.#place(from);
      this.#count -= from;
      if (this.#first === this.#numbers.length) this.#first = 0;
    }
    // What went before anybody looked at it need not be looked at.
    if (this.#examinedTo < oldest - 1) {
      this.#examinedTo = oldest - 1;
      this.#examinedFrom = oldest;
    }
  }
}

function deadlineAfter(budgetMilliseconds: number): number {
  return budgetMilliseconds === Number.POSITIVE_INFINITY
    ? budgetMilliseconds
    : performance.now() + budgetMilliseconds;
}
