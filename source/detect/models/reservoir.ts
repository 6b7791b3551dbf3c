/**
 * The rows a level learns from: one half the latest, one half of all times of day, so that yesterday is not forgotten.
 * Of many rows in a short time only some are taken, so that the recent half reaches back minutes, not moments. Which
 * rows go to training and which are held out to calibrate on is decided when they come in, and never changes.
 */
import { seededRandom } from '../forest/seeded-random.ts';

/** Plain data, in the order to be put back. */
export type ReservoirRows = {
  readonly rows: Float32Array;
  readonly isHeldOut: Uint8Array;
  readonly hours: Uint8Array;
};

export type ReservoirOptions = {
  readonly columns: number;
  readonly seed: number;
  /** 8,192 */
  readonly capacity?: number;
  /** Takes one row in so many at most; 1. */
  readonly stride?: number;
};

const defaultCapacity = 8192;
const heldOutShare = 0.2;
/** How far back the recent half is to reach. */
const recentSeconds = 600;
const alarmingShare = 0.1;
/** A row that leaves the recent half takes the place of another from its own hour with this chance. */
const replacementChance = 1 / 8;
const hoursOfDay = 24;
const secondsPerHour = 3600;
/** Places tried in search of a row from a given hour. */
const tries = 64;

export class Reservoir {
  readonly columns: number;
  /** While true, rows that alarm are taken like all others. */
  takesAlarming = false;
  readonly #rows: Float32Array;
  readonly #isHeldOut: Uint8Array;
  readonly #hours: Uint8Array;
  /** Rows of each hour among the old ones. */
  readonly #ofHour = new Uint32Array(hoursOfDay);
  readonly #half: number;
  readonly #leastStride: number;
  readonly #random: () => number;
  #recent = 0;
  #next = 0;
  #old = 0;
  #admitted = 0;
  #seen = 0;
  #second = 0;
  #skip = 0;

  constructor(options: ReservoirOptions) {
    const capacity = options.capacity ?? defaultCapacity;
    this.columns = options.columns;
    this.#half = capacity >>> 1;
    this.#rows = new Float32Array(this.#half * 2 * options.columns);
    this.#isHeldOut = new Uint8Array(this.#half * 2);
    this.#hours = new Uint8Array(this.#half * 2);
    this.#leastStride = Math.max(1, options.stride ?? 1);
    this.#random = seededRandom(options.seed);
  }

  /** Rows there are. */
  get count(): number {
    return this.#recent + this.#old;
  }

  /** Rows taken in all. */
  get admitted(): number {
    return this.#admitted;
  }

  get bytes(): number {
    return this.#rows.byteLength + this.#isHeldOut.byteLength + this.#hours.byteLength;
  }

  /** True when the row was taken. Allocates nothing. */
  offer(row: Float32Array, second: number, isAlarming: boolean): boolean {
    if (second !== this.#second) this.#age(second);
    this.#seen += 1;
    this.#skip -= 1;
    if (this.#skip > 0) return false;
    this.#skip = Math.max(this.#leastStride, Math.floor(this.#seen / this.#half));
    if (isAlarming && !this.takesAlarming && this.#random() >= alarmingShare) return false;
    this.#admit(row, Math.floor(second / secondsPerHour) % hoursOfDay);
    return true;
  }

  /** Forgets all rows and that there were any. */
  clear(): void {
    this.#recent = 0;
    this.#next = 0;
    this.#old = 0;
    this.#admitted = 0;
    this.#seen = 0;
    this.#skip = 0;
    this.#ofHour.fill(0);
  }

  /** A copy of all rows: those for training first, then the ones held out. */
  split(): { readonly rows: Float32Array; readonly trainingRows: number } {
    const { columns } = this;
    const rows = new Float32Array(this.count * columns);
    let place = 0;
    let trainingRows = 0;
    for (const heldOut of [0, 1]) {
      for (let index = 0; index < this.count; index += 1) {
        const slot = this.#slot(index);
        if (this.#isHeldOut[slot] !== heldOut) continue;
        rows.set(this.#rows.subarray(slot * columns, (slot + 1) * columns), place * columns);
        place += 1;
      }
      if (heldOut === 0) trainingRows = place;
    }
    return { rows, trainingRows };
  }

  /** A copy of at most `most` rows, evenly from all there are. */
  save(most: number): ReservoirRows {
    const { columns, count } = this;
    const kept = Math.min(most, count);
    const rows = new Float32Array(kept * columns);
    const isHeldOut = new Uint8Array(kept);
    const hours = new Uint8Array(kept);
    for (let place = 0; place < kept; place += 1) {
      const slot = this.#slot(Math.floor((place * count) / kept));
      rows.set(this.#rows.subarray(slot * columns, (slot + 1) * columns), place * columns);
      isHeldOut[place] = this.#isHeldOut[slot] as number;
      hours[place] = this.#hours[slot] as number;
    }
    return { rows, isHeldOut, hours };
  }

  /** Puts saved rows in place of all there are; `admitted` counts those they stand for. */
  load(saved: ReservoirRows, admitted: number): void {
    this.clear();
    const { columns } = this;
    const count = saved.isHeldOut.length;
    for (let place = 0; place < count; place += 1) {
      const row = saved.rows.subarray(place * columns, (place + 1) * columns);
      this.#put(row, (saved.hours[place] as number) % hoursOfDay, (saved.isHeldOut[place] as number) & 1);
    }
    this.#admitted = Math.max(admitted, count);
  }

  #age(second: number): void {
    if (this.#second > 0 && second > this.#second)
      this.#seen *= Math.exp((this.#second - second) / recentSeconds);
    this.#second = second;
  }

  #admit(row: Float32Array, hour: number): void {
    this.#put(row, hour < 0 ? 0 : hour, this.#random() < heldOutShare ? 1 : 0);
  }

  #put(row: Float32Array, hour: number, heldOut: number): void {
    const slot = this.#next;
    if (this.#recent === this.#half) this.#keepOld(slot);
    else this.#recent += 1;
    this.#next = slot + 1 === this.#half ? 0 : slot + 1;
    this.#write(slot, row, 0, hour, heldOut);
    this.#admitted += 1;
  }

  /** The oldest of the recent rows is leaving; perhaps it is to stay among the old ones. */
  #keepOld(slot: number): void {
    const hour = this.#hours[slot] as number;
    let place = this.#half + this.#old;
    if (this.#old < this.#half) this.#old += 1;
    else {
      const fullest = this.#fullestHour(hour);
      if (fullest === hour && this.#random() >= replacementChance) return;
      place = this.#findOld(fullest);
      const replaced = this.#hours[place] as number;
      this.#ofHour[replaced] = (this.#ofHour[replaced] as number) - 1;
    }
    this.#ofHour[hour] = (this.#ofHour[hour] as number) + 1;
    this.#write(place, this.#rows, slot * this.columns, hour, this.#isHeldOut[slot] as number);
  }

  /** The hour most old rows are from; `hour` itself when no other has more. */
  #fullestHour(hour: number): number {
    let fullest = hour;
    for (let other = 0; other < hoursOfDay; other += 1) {
      if ((this.#ofHour[other] as number) > (this.#ofHour[fullest] as number)) fullest = other;
    }
    return fullest;
  }

  #findOld(hour: number): number {
    let place = this.#half;
    for (let attempt = 0; attempt < tries; attempt += 1) {
      place = this.#half + Math.floor(this.#random() * this.#old);
      if (this.#hours[place] === hour) break;
    }
    return place;
  }

  #write(slot: number, from: Float32Array, at: number, hour: number, heldOut: number): void {
    const to = slot * this.columns;
    for (let column = 0; column < this.columns; column += 1)
      this.#rows[to + column] = from[at + column] as number;
    this.#hours[slot] = hour;
    this.#isHeldOut[slot] = heldOut;
  }

  /** Place of row number `index`: old ones first, then the recent ones, oldest first. */
  #slot(index: number): number {
    if (index < this.#old) return this.#half + index;
    const first = this.#recent === this.#half ? this.#next : 0;
    return (first + index - this.#old) % this.#half;
  }
}
