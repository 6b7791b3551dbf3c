import { type OddRow, oddColumns, type Snapshot } from '../engine/protocol.ts';
import type { State } from './state.ts';

/** Saying of an incident that it is normal here: of the one that was meant, and of no other. */

/** Nobody has read anything sooner. */
const readingMilliseconds = 1500;

/** Where the cursor follows the newest, another incident may take its place while somebody reaches for a key. */
export class SelectionWatch {
  readonly #clock: () => number;
  #id: number | undefined;
  #view = 0;
  #newest = 0;
  #changedAt = Number.NEGATIVE_INFINITY;

  constructor(clock: () => number = () => performance.now()) {
    this.#clock = clock;
  }

  take({ view, body }: Snapshot): void {
    const id = body.screen === 'odd' ? body.selected?.id : undefined;
    const isSameView = view === this.#view;
    const isNewer = id !== undefined && id > this.#newest;
    this.#view = view;
    if (body.screen === 'odd') this.#newest = Math.max(this.#newest, ...body.rows.map(row => row.id));
    if (id === this.#id) return;
    // What somebody pressed a key for was not put under the cursor by anything else.
    const isOurDoing = this.#id === undefined || (!isSameView && !isNewer);
    this.#changedAt = isOurDoing ? Number.NEGATIVE_INFINITY : this.#clock();
    this.#id = id;
  }

  hasJustChanged({ tables }: State): boolean {
    const isFollowing = typeof tables.odd.cursor.at !== 'number' && tables.odd.open === undefined;
    return isFollowing && this.#clock() - this.#changedAt < readingMilliseconds;
  }
}

const namedBy = ['what', 'who', 'target'] as const;

/** 'port scan of 10.0.0.5', in the words of the list. */
export function incidentWords({ cells }: Pick<OddRow, 'cells'>): string {
  const [what = '', who = '', target = ''] = namedBy.map(column => cells[oddColumns.indexOf(column)]);
  if (who !== '') return `${what} of ${who}`;
  return target === '' ? what : `${what} at ${target}`;
}

export function normalWords(row: OddRow): string {
  const words = incidentWords(row);
  return row.isNormal
    ? `${words}: it will be told again`
    : `${words}: remembered as normal here; n takes it back`;
}

export function hastyWords(row: OddRow): string {
  return `${incidentWords(row)} has only just come; n once more ${row.isNormal ? 'takes it back' : 'marks it as normal'}`;
}
