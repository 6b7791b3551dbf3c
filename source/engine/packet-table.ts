import type { PacketRing } from '../packets/ring.ts';
import { sortPackets } from './packet-sort.ts';
import type { Cursor, Sort, TablePosition, View } from './protocol.ts';

/** Packet numbers the filter lets through, ascending, of what is in the ring. */
export type Matching = {
  readonly count: number;
  /** The number at position `index`, 0 the oldest. */
  at(index: number): number;
  /** Position of the first number at or after `number`; `count` when there is none. */
  positionOf(number: number): number;
};

/** Everything in the ring: what matches when there is no filter. */
export function everything(ring: PacketRing): Matching {
  return {
    get count() {
      return ring.count;
    },
    at: index => ring.oldest + index,
    positionOf: number => Math.max(0, Math.min(ring.count, number - ring.oldest)),
  };
}

/** Sorting the whole ring again costs a tenth of a second: not more often than this while packets arrive. */
const sortEveryMilliseconds = 1000;

export type PacketWindow = {
  readonly numbers: readonly number[];
  readonly position: TablePosition;
};

/** Which packets are on screen: filter, pause, order and cursor put together. */
export class PacketTable {
  readonly #ring: PacketRing;
  readonly #oddness: Float32Array;
  #sorted: Float64Array | undefined;
  #sortedFor = '';
  #sortedAt = 0;
  #isOutdated = false;
  /** The pause that is on, and how many packets were gone when it began. */
  #frozenAt: number | undefined;
  #evictedThen = 0;

  /** `oddness`: by row of the ring; empty where nothing is judged. */
  constructor(ring: PacketRing, oddness: Float32Array = new Float32Array(0)) {
    this.#ring = ring;
    this.#oddness = oddness;
  }

  /** Forget the order: the filter changed. */
  invalidate(): void {
    this.#sorted = undefined;
  }

  /** Packets came to match, or no longer do: the order is made again when it is time to. */
  outdate(): void {
    this.#isOutdated = true;
  }

  window(matching: Matching, view: View): PacketWindow {
    const frozen = view.frozenAt;
    const visible = frozen === undefined ? matching.count : matching.positionOf(frozen + 1);
    const list = view.sort === undefined ? undefined : this.#order(matching, visible, view.sort);
    const total = list?.length ?? visible;
    const at = (index: number): number => (list === undefined ? matching.at(index) : (list[index] as number));
    const selected = total === 0 ? -1 : clamp(this.#locate(matching, list, total, view.cursor), total - 1);
    const rows = Math.max(1, view.rows);
    const wantedRow = clamp(view.cursor.screenRow, rows - 1);
    const first = Math.max(0, Math.min(selected - wantedRow, total - rows));
    const numbers: number[] = [];
    for (let index = first; index < Math.min(total, first + rows); index += 1) numbers.push(at(index));
    return {
      numbers,
      position: {
        total,
        first,
        selected: selected < 0 ? -1 : selected - first,
        newer: this.#newerThan(frozen, matching, visible),
        lost: this.#lostSince(frozen),
      },
    };
  }

  /** What arrived since the pause; without a filter also what is gone again. */
  #newerThan(frozen: number | undefined, matching: Matching, visible: number): number {
    if (frozen === undefined) return 0;
    const kept = matching.count - visible;
    return matching.count === this.#ring.count ? Math.max(kept, this.#ring.newest - frozen) : kept;
  }

  /** Packets of the frozen picture that were evicted since. */
  #lostSince(frozen: number | undefined): number {
    const { evictedPackets } = this.#ring;
    if (frozen !== this.#frozenAt) {
      this.#frozenAt = frozen;
      this.#evictedThen = evictedPackets;
    }
    return frozen === undefined ? 0 : Math.min(frozen, evictedPackets) - Math.min(frozen, this.#evictedThen);
  }

  #locate(matching: Matching, list: Float64Array | undefined, total: number, cursor: Cursor): number {
    if (cursor.at === 'newest') return (list === undefined ? total - 1 : 0) + cursor.offset;
    if (cursor.at === 'first') return cursor.offset;
    if (list === undefined) return matching.positionOf(cursor.at) + cursor.offset;
    const index = list.indexOf(cursor.at);
    return Math.max(0, index) + cursor.offset;
  }

  #order(matching: Matching, visible: number, sort: Sort): Float64Array {
    const key = `${sort.column} ${sort.descending}`;
    const now = performance.now();
    const changed = this.#isOutdated || this.#sorted?.length !== visible;
    const stale = changed && now - this.#sortedAt >= sortEveryMilliseconds;
    if (this.#sorted === undefined || this.#sortedFor !== key || stale) {
      const numbers = new Float64Array(visible);
      for (let index = 0; index < visible; index += 1) numbers[index] = matching.at(index);
      this.#sorted = sortPackets(this.#ring, numbers, sort, this.#oddness);
      this.#sortedFor = key;
      this.#sortedAt = performance.now();
      this.#isOutdated = false;
    }
    // Packets evicted since are rows that are gone.
    const { oldest } = this.#ring;
    if (this.#sorted.some(number => number < oldest))
      this.#sorted = this.#sorted.filter(number => number >= oldest);
    return this.#sorted;
  }
}

function clamp(value: number, most: number): number {
  return Math.max(0, Math.min(most, value));
}
