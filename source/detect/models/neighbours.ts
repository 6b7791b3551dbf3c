/**
 * A few rows that were normal, to ask how far a row is from the nearest of them. Slow beside a forest, and right where a
 * forest is not: it sees combinations of values that are each ordinary. For candidates only.
 */
import { type ColumnTails, deviationOf } from './tails.ts';

/** Values of remembered rows, in deviations from the column's middle. */
export type Neighbours = { readonly rows: Float32Array; readonly columns: number };

/** Further out, further does not count. */
const mostDeviation = 10;

/** Steps in which the radius is found. */
const radiusSteps = 8;

/**
 * Remembers at most `most` rows, such that every row has one near: of rows closer together than some radius, the first. Rows
 * taken at random would mostly be the commonest ones again and again, and whether a rarer habit is remembered, chance
 * (NSL-KDD, 512 rows: ROC area .960 … .972 and 41 % found at 1 % false alarms by chance, .966 … .969 and 53 % so).
 */
export function rememberRows(rows: Float32Array, tails: ColumnTails, most: number): Neighbours {
  const { columns } = tails;
  const scaled = new Float32Array(rows.length);
  for (let place = 0; place < rows.length; place += 1)
    scaled[place] = deviationOf(tails, place % columns, rows[place] as number, mostDeviation);
  const leaders = new Uint32Array(most);
  const count = rows.length / columns;
  let found = leadersOf(scaled, columns, 0, leaders);
  let radius = 0;
  if (found < 0) {
    let tooSmall = 0;
    radius = 2 * mostDeviation * Math.sqrt(columns);
    for (let step = 0; step < radiusSteps; step += 1) {
      // Distances differ by orders of magnitude, and the one wanted is rather small.
      const tried = tooSmall === 0 ? radius / 4 : Math.sqrt(radius * tooSmall);
      if (leadersOf(scaled, columns, tried, leaders) < 0) tooSmall = tried;
      else radius = tried;
    }
    found = leadersOf(scaled, columns, radius, leaders);
  }
  const remembered = new Float32Array(Math.max(0, Math.min(found, count)) * columns);
  for (let leader = 0; leader * columns < remembered.length; leader += 1) {
    const from = (leaders[leader] as number) * columns;
    remembered.set(scaled.subarray(from, from + columns), leader * columns);
  }
  return { rows: remembered, columns };
}

/** Rows further than `radius` from all leaders before them: how many, or −1 when there are more than there is room for. */
function leadersOf(rows: Float32Array, columns: number, radius: number, leaders: Uint32Array): number {
  const square = radius * radius;
  let found = 0;
  for (let at = 0; at < rows.length; at += columns) {
    if (hasLeader(rows, at, columns, square, leaders, found)) continue;
    if (found === leaders.length) return -1;
    leaders[found] = at / columns;
    found += 1;
  }
  return found;
}

function hasLeader(
  rows: Float32Array,
  at: number,
  columns: number,
  square: number,
  leaders: Uint32Array,
  count: number,
): boolean {
  for (let leader = 0; leader < count; leader += 1) {
    const from = (leaders[leader] as number) * columns;
    let sum = 0;
    for (let column = 0; column < columns && sum <= square; column += 1) {
      const apart = (rows[at + column] as number) - (rows[from + column] as number);
      sum += apart * apart;
    }
    if (sum <= square) return true;
  }
  return false;
}

/** Distances are asked through one of these, which has room for one row. */
export class NeighbourSearch {
  readonly #neighbours: Neighbours;
  readonly #tails: ColumnTails;
  readonly #row: Float32Array;

  constructor(neighbours: Neighbours, tails: ColumnTails) {
    this.#neighbours = neighbours;
    this.#tails = tails;
    this.#row = new Float32Array(neighbours.columns);
  }

  /**
   * ln(1 + the mean square distance a column) to the three nearest rows, or as many as there are; 0 where there are
   * none. Allocates nothing.
   */
  distance(values: Float32Array, at: number): number {
    const { rows, columns } = this.#neighbours;
    const tails = this.#tails;
    const row = this.#row;
    for (let column = 0; column < columns; column += 1)
      row[column] = deviationOf(tails, column, values[at + column] as number, mostDeviation);
    let first = Number.POSITIVE_INFINITY;
    let second = first;
    let third = first;
    for (let from = 0; from < rows.length; from += columns) {
      let sum = 0;
      for (let column = 0; column < columns; column += 1) {
        const apart = (row[column] as number) - (rows[from + column] as number);
        sum += apart * apart;
        // Most rows are out of the question before their last column.
        if (sum >= third) break;
      }
      if (sum >= third) continue;
      if (sum < first) {
        third = second;
        second = first;
        first = sum;
      } else if (sum < second) {
        third = second;
        second = sum;
      } else third = sum;
    }
    if (first === Number.POSITIVE_INFINITY) return 0;
    if (second === Number.POSITIVE_INFINITY) second = first;
    if (third === Number.POSITIVE_INFINITY) third = second;
    return Math.log1p((Math.sqrt(first) + Math.sqrt(second) + Math.sqrt(third)) / 3 / Math.sqrt(columns));
  }
}
