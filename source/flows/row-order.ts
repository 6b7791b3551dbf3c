import type { SortKey } from './sort-keys.ts';

/**
 * The rows of a table as filtered and sorted, of which a screen shows a few: those are found by selection,
 * the other hundreds of thousands are never sorted. Its memory is taken once.
 */
export class RowOrder {
  /** How many rows the filter let through. */
  count = 0;
  readonly #rows: Int32Array;
  /** By slot. */
  readonly #keys: Float64Array;
  readonly #ages: Float64Array;
  #compare: ((slot: number, other: number) => number) | undefined;
  #descending = false;
  #random = 0x2545f491;

  constructor(capacity: number) {
    this.#rows = new Int32Array(capacity);
    this.#keys = new Float64Array(capacity);
    this.#ages = new Float64Array(capacity);
  }

  /** Takes the slots below `used` that match. */
  collect(used: number, matches: ((slot: number) => boolean) | undefined): void {
    const rows = this.#rows;
    let count = 0;
    for (let slot = 0; slot < used; slot += 1) {
      if (matches !== undefined && !matches(slot)) continue;
      rows[count] = slot;
      count += 1;
    }
    this.count = count;
  }

  /** Says how to sort; `age` (a rising number per row) decides between equals, the newest first. */
  sortBy(sort: SortKey, descending: boolean, age: (slot: number) => number): void {
    const keys = this.#keys;
    const ages = this.#ages;
    const { key } = sort;
    this.#compare = sort.compare;
    this.#descending = descending;
    for (let index = 0; index < this.count; index += 1) {
      const slot = this.#rows[index] as number;
      const value = key(slot);
      keys[slot] = Number.isNaN(value) ? Number.POSITIVE_INFINITY : descending ? -value : value;
      ages[slot] = age(slot);
    }
  }

  /** The slots in places [first, first + rows) of the sorted table. */
  window(first: number, rows: number): Int32Array {
    const from = Math.max(0, Math.min(first, this.count));
    const to = Math.min(this.count, from + Math.max(0, rows));
    if (from < to) {
      this.#select(0, this.count - 1, from);
      if (to < this.count) this.#select(from, this.count - 1, to);
      this.#rows.subarray(from, to).sort((slot, other) => this.#order(slot, other));
    }
    return this.#rows.slice(from, to);
  }

  /** At which place of the sorted table a row stands, which must be one of those collected. */
  placeOf(slot: number): number {
    let place = 0;
    for (let index = 0; index < this.count; index += 1) {
      if (this.#order(this.#rows[index] as number, slot) < 0) place += 1;
    }
    return place;
  }

  /** Whether `slot` is among the rows collected. */
  has(slot: number): boolean {
    return this.#rows.subarray(0, this.count).includes(slot);
  }

  get isDescending(): boolean {
    return this.#descending;
  }

  #order(slot: number, other: number): number {
    const one = this.#keys[slot] as number;
    const two = this.#keys[other] as number;
    if (one < two) return -1;
    if (one > two) return 1;
    if (slot === other) return 0;
    // Rows that have nothing in the column have nothing to compare either.
    if (this.#compare !== undefined && one !== Number.POSITIVE_INFINITY) {
      const difference = this.#compare(slot, other);
      if (difference !== 0) return this.#descending ? -difference : difference;
    }
    return (this.#ages[other] as number) - (this.#ages[slot] as number);
  }

  /** Moves rows of [left, right] so that the one at `place` is where sorting would put it, smaller ones before it. */
  #select(left: number, right: number, place: number): void {
    const rows = this.#rows;
    let low = left;
    let high = right;
    while (low < high) {
      const pivot = rows[low + this.#below(high - low + 1)] as number;
      let up = low;
      let down = high;
      while (up <= down) {
        while (this.#order(rows[up] as number, pivot) < 0) up += 1;
        while (this.#order(rows[down] as number, pivot) > 0) down -= 1;
        if (up > down) break;
        const row = rows[up] as number;
        rows[up] = rows[down] as number;
        rows[down] = row;
        up += 1;
        down -= 1;
      }
      if (place <= down) high = down;
      else if (place >= up) low = up;
      else return;
    }
  }

  /** A pivot nobody can arrange rows against. */
  #below(limit: number): number {
    this.#random ^= this.#random << 13;
    this.#random ^= this.#random >>> 17;
    this.#random ^= this.#random << 5;
    return (this.#random >>> 0) % limit;
  }
}
