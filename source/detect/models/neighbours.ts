/**
 * A few rows that were normal, to ask how far a row is from the nearest of them. Slow beside a forest, and right where a
 * forest is not: it sees combinations of values that are each ordinary. For candidates only.
 */
import { type ColumnTails, deviationOf } from './tails.ts';

/** Values of remembered rows, in deviations from the column's middle. */
export type Neighbours = { readonly rows: Float32Array; readonly columns: number };

/** Further out, further does not count. */
const mostDeviation = 10;

/** Remembers `most` of the rows, evenly over their order. */
export function rememberRows(rows: Float32Array, tails: ColumnTails, most: number): Neighbours {
  const { columns } = tails;
  const count = rows.length / columns;
  const kept = Math.min(most, count);
  const remembered = new Float32Array(kept * columns);
  for (let row = 0; row < kept; row += 1) {
    const from = Math.floor((row * count) / kept) * columns;
    for (let column = 0; column < columns; column += 1) {
      const value = rows[from + column] as number;
      remembered[row * columns + column] = deviationOf(tails, column, value, mostDeviation);
    }
  }
  return { rows: remembered, columns };
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
