import type { PacketRing } from '../packets/ring.ts';
import type { LateValues } from './target.ts';

/** Nobody sees more often than this that rows came or went. */
const visitEveryMilliseconds = 200;
const rowsBetweenLooks = 64;
const firstRoom = 1024;

/** Packets of a ring that were judged before all was known about them. */
export class LateRows {
  readonly #ring: PacketRing;
  readonly #late: LateValues;
  /** In no order; those gone from the ring are forgotten when they are met. */
  #numbers: Float64Array = new Float64Array(firstRoom);
  #count = 0;
  #generation: number;
  #visitedAt = Number.NEGATIVE_INFINITY;
  /** Below the count while a visit is not over: those from here on were not visited yet. */
  #next = 0;
  /** Those below stay for the next visit. */
  #kept = 0;

  constructor(ring: PacketRing, late: LateValues) {
    this.#ring = ring;
    this.#late = late;
    this.#generation = late.generation();
  }

  /** To be called for each packet that is judged for the first time. */
  note(row: number, number: number): void {
    if (this.#late.isSettled(row)) return;
    if (this.#count === this.#numbers.length) this.#makeRoom();
    this.#numbers[this.#count] = number;
    this.#count += 1;
  }

  /** Something may have become known, and the last visit is a while ago or not over. */
  isDue(now: boolean): boolean {
    if (this.#next > 0) return true;
    if (this.#count === 0 || this.#late.generation() === this.#generation) return false;
    return now || performance.now() - this.#visitedAt >= visitEveryMilliseconds;
  }

  /** Calls `judge` for what is still in the ring, and keeps what is still not settled. */
  visit(judge: (row: number, number: number) => void, deadline: number): void {
    if (this.#next === 0) {
      this.#generation = this.#late.generation();
      this.#visitedAt = performance.now();
      this.#kept = 0;
    }
    const ring = this.#ring;
    const { oldest } = ring;
    while (this.#next < this.#count) {
      const number = this.#numbers[this.#next] as number;
      this.#next += 1;
      if (number >= oldest) {
        const row = ring.rowOf(number);
        judge(row, number);
        if (!this.#late.isSettled(row)) this.#keep(number);
      }
      if (this.#next % rowsBetweenLooks === 0 && performance.now() >= deadline) break;
    }
    if (this.#next < this.#count) return;
    this.#count = this.#kept;
    this.#next = 0;
  }

  #keep(number: number): void {
    this.#numbers[this.#kept] = number;
    this.#kept += 1;
  }

  /** Closes the gap a visit has made so far, leaves out what is gone, and grows if it is still half full. */
  #makeRoom(): void {
    const { oldest } = this.#ring;
    const old = this.#numbers;
    const kept = this.#kept;
    const next = this.#next;
    let count = 0;
    const living = new Float64Array(old.length);
    const take = (from: number, to: number): void => {
      for (let index = from; index < to; index += 1) {
        const number = old[index] as number;
        if (number >= oldest) living[count++] = number;
      }
    };
    take(0, next === 0 ? 0 : kept);
    const newKept = count;
    take(next, this.#count);
    if (next > 0) {
      this.#kept = newKept;
      this.#next = newKept;
    }
    this.#count = count;
    this.#numbers = living;
    if (count * 2 <= living.length) return;
    this.#numbers = new Float64Array(living.length * 2);
    this.#numbers.set(living);
  }
}
