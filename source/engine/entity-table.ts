import { filterRows } from '../filter/filter.ts';
import type { FilterTarget } from '../filter/target.ts';
import { RowOrder } from '../flows/row-order.ts';
import type { SortKey } from '../flows/sort-keys.ts';
import type { OpenedEntity, Row, Sort, TablePosition, Tone, View } from './protocol.ts';

/** What a table of flows and one of hosts have in common. */
export type EntityKind = {
  /** Slots in use are those below. */
  used(): number;
  /** 1, 2, 3 …: which flow or host a slot holds. */
  readonly number: Float64Array | Int32Array;
  readonly target: FilterTarget;
  cells(slot: number, now: number): readonly string[];
  tone(slot: number): Tone;
  sortKey(column: string, now: number): SortKey | undefined;
  open(slot: number, now: number): OpenedEntity;
};

export type EntityWindow = {
  readonly rows: readonly Row[];
  readonly position: TablePosition;
  readonly opened: OpenedEntity | undefined;
  readonly filterNote: string;
};

/** While paused the picture is as old as the pause; sorting a moving table more often than this only dances. */
const orderEveryMilliseconds = 500;

/** Filters, sorts and cuts out the rows on screen. */
export class EntityTable {
  readonly #kind: EntityKind;
  readonly #order: RowOrder;
  #orderedFor = '';
  #orderedAt = 0;
  #filterNote = '';

  constructor(kind: EntityKind, capacity: number) {
    this.#kind = kind;
    this.#order = new RowOrder(capacity);
  }

  window(view: View, filter: string, defaultSort: Sort, now: number): EntityWindow {
    const sort = view.sort ?? defaultSort;
    this.#arrange(filter, sort, now, view.frozenAt);
    const { count } = this.#order;
    const rows = Math.max(1, view.rows);
    const selected = count === 0 ? -1 : clamp(this.#locate(view), count - 1);
    const first = Math.max(0, Math.min(selected - clamp(view.cursor.screenRow, rows - 1), count - rows));
    const slots = this.#order.window(first, rows);
    return {
      rows: [...slots].map(slot => this.#row(slot, now)),
      position: { total: count, first, selected: selected < 0 ? -1 : selected - first, newer: 0, lost: 0 },
      opened: view.open === undefined ? undefined : this.#opened(view.open, now),
      filterNote: this.#filterNote,
    };
  }

  #row(slot: number, now: number): Row {
    const id = this.#kind.number[slot] as number;
    return { id, cells: this.#kind.cells(slot, now), tone: this.#kind.tone(slot), marked: false };
  }

  #opened(number: number, now: number): OpenedEntity | undefined {
    const slot = this.#slotOf(number);
    return slot < 0 ? undefined : this.#kind.open(slot, now);
  }

  #locate(view: View): number {
    const { at, offset } = view.cursor;
    if (typeof at !== 'number') return offset;
    const slot = this.#slotOf(at);
    return (slot >= 0 && this.#order.has(slot) ? this.#order.placeOf(slot) : 0) + offset;
  }

  #slotOf(number: number): number {
    const used = this.#kind.used();
    // The newest are asked for most often, and slots are taken in order until they are used up.
    for (let slot = Math.min(used, number) - 1; slot >= 0; slot -= 1) {
      if (this.#kind.number[slot] === number) return slot;
    }
    for (let slot = Math.min(used, number); slot < used; slot += 1) {
      if (this.#kind.number[slot] === number) return slot;
    }
    return -1;
  }

  #arrange(filter: string, sort: Sort, now: number, frozenAt: number | undefined): void {
    const key = `${sort.column} ${sort.descending} ${frozenAt ?? ''} ${filter}`;
    const time = performance.now();
    if (
      key === this.#orderedFor &&
      (frozenAt !== undefined || time - this.#orderedAt < orderEveryMilliseconds)
    )
      return;
    this.#orderedFor = key;
    this.#order.collect(this.#kind.used(), this.#test(filter));
    const sortKey = this.#kind.sortKey(sort.column, now);
    const { number } = this.#kind;
    if (sortKey !== undefined) this.#order.sortBy(sortKey, sort.descending, slot => number[slot] as number);
    this.#orderedAt = performance.now();
  }

  /** A filter about things this table does not have lets everything through, and says so. */
  #test(filter: string): ((slot: number) => boolean) | undefined {
    this.#filterNote = '';
    if (filter === '') return undefined;
    const compiled = filterRows(filter, this.#kind.target);
    if (compiled.ok) return compiled.matches;
    this.#filterNote = `filter not applied here: ${compiled.problem.message}`;
    return undefined;
  }
}

function clamp(value: number, most: number): number {
  return Math.max(0, Math.min(most, value));
}
