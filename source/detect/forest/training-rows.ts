/** Rows as forests grow on them: numbers that can be compared, in columns that can be split. */
export type TrainingRows = {
  readonly rows: readonly number[][];
  /** Column of the rows that were given, by column of `rows`. */
  readonly columnOf: readonly number[];
  readonly constantColumns: readonly number[];
  /** NaN and infinite values that took their column's median. */
  readonly replaced: number;
  /** Medians of the finite values, by column given; 0 where there is none. */
  readonly medians: Float32Array;
};

/** Cleans `values`, rows of `columns` values one after the other, without changing them. */
export function prepareRows(values: Float32Array, columns: number): TrainingRows {
  const count = values.length / columns;
  const medians = new Float32Array(columns);
  const columnOf: number[] = [];
  const constantColumns: number[] = [];
  let replaced = 0;
  for (let column = 0; column < columns; column += 1) {
    const finite = finiteValues(values, columns, column);
    replaced += count - finite.length;
    medians[column] = medianOf(finite);
    // Sorted, so the ends say whether all are the same.
    if (finite.length > 0 && finite[0] !== finite.at(-1)) columnOf.push(column);
    else constantColumns.push(column);
  }
  const rows = Array.from({ length: count }, (_, row) =>
    columnOf.map(column => {
      const value = values[row * columns + column] as number;
      return Number.isFinite(value) ? value : (medians[column] as number);
    }),
  );
  return { rows, columnOf, constantColumns, replaced, medians };
}

function finiteValues(values: Float32Array, columns: number, column: number): Float32Array {
  const found = new Float32Array(values.length / columns);
  let count = 0;
  for (let at = column; at < values.length; at += columns) {
    const value = values[at] as number;
    if (!Number.isFinite(value)) continue;
    found[count] = value;
    count += 1;
  }
  return found.subarray(0, count).sort();
}

function medianOf(sorted: Float32Array): number {
  const { length } = sorted;
  if (length === 0) return 0;
  const lower = sorted[(length - 1) >>> 1] as number;
  const upper = sorted[length >>> 1] as number;
  // Half of each: the sum of the two may be more than a 32-bit number can be.
  return lower / 2 + upper / 2;
}
