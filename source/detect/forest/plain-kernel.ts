/**
 * The kernel in TypeScript: used where there is no WebAssembly build of `assembly/kernel.ts`, and its twin in
 * every bit. Sums are exact in either (32-bit path lengths added in 64 bits), so their order does not matter.
 *
 * No branches on data: the comparison itself is the way down. Four walks at a time, because each step waits
 * for memory.
 */
import type { CompiledForest } from './compiled-forest.ts';

/** Adds up the path lengths of rows 0 … `count` − 1 over all trees. */
export function sumRows(forest: CompiledForest, rows: Float32Array, count: number, sums: Float64Array): void {
  const { columns, trees, depth, splitColumns, splitValues, leafLengths } = forest;
  const leaf = (1 << depth) - 1;
  const together = count & ~3;
  for (let row = 0; row < together; row += 1) sums[row] = 0;
  for (let tree = 0; tree < trees; tree += 1) {
    const start = tree << depth;
    for (let row = 0; row < together; row += 4) {
      const rowA = row * columns;
      const rowB = rowA + columns;
      const rowC = rowB + columns;
      const rowD = rowC + columns;
      let a = 1;
      let b = 1;
      let c = 1;
      let d = 1;
      for (let level = 0; level < depth; level += 1) {
        const valueA = rows[rowA + (splitColumns[start + a] as number)] as number;
        const valueB = rows[rowB + (splitColumns[start + b] as number)] as number;
        const valueC = rows[rowC + (splitColumns[start + c] as number)] as number;
        const valueD = rows[rowD + (splitColumns[start + d] as number)] as number;
        a = (a << 1) | Number(valueA < (splitValues[start + a] as number));
        b = (b << 1) | Number(valueB < (splitValues[start + b] as number));
        c = (c << 1) | Number(valueC < (splitValues[start + c] as number));
        d = (d << 1) | Number(valueD < (splitValues[start + d] as number));
      }
      sums[row] = (sums[row] as number) + (leafLengths[start + (a & leaf)] as number);
      sums[row + 1] = (sums[row + 1] as number) + (leafLengths[start + (b & leaf)] as number);
      sums[row + 2] = (sums[row + 2] as number) + (leafLengths[start + (c & leaf)] as number);
      sums[row + 3] = (sums[row + 3] as number) + (leafLengths[start + (d & leaf)] as number);
    }
  }
  for (let row = together; row < count; row += 1) sums[row] = sumRow(forest, rows, row * columns);
}

/** The sum of the path lengths of the row that begins at `at`: through four trees side by side. */
export function sumRow(forest: CompiledForest, rows: Float32Array, at: number): number {
  const { trees, depth, splitColumns, splitValues, leafLengths } = forest;
  const slots = 1 << depth;
  const leaf = slots - 1;
  let sum = 0;
  let tree = 0;
  for (; tree + 4 <= trees; tree += 4) {
    const startA = tree << depth;
    const startB = startA + slots;
    const startC = startB + slots;
    const startD = startC + slots;
    let a = 1;
    let b = 1;
    let c = 1;
    let d = 1;
    for (let level = 0; level < depth; level += 1) {
      const valueA = rows[at + (splitColumns[startA + a] as number)] as number;
      const valueB = rows[at + (splitColumns[startB + b] as number)] as number;
      const valueC = rows[at + (splitColumns[startC + c] as number)] as number;
      const valueD = rows[at + (splitColumns[startD + d] as number)] as number;
      a = (a << 1) | Number(valueA < (splitValues[startA + a] as number));
      b = (b << 1) | Number(valueB < (splitValues[startB + b] as number));
      c = (c << 1) | Number(valueC < (splitValues[startC + c] as number));
      d = (d << 1) | Number(valueD < (splitValues[startD + d] as number));
    }
    sum += leafLengths[startA + (a & leaf)] as number;
    sum += leafLengths[startB + (b & leaf)] as number;
    sum += leafLengths[startC + (c & leaf)] as number;
    sum += leafLengths[startD + (d & leaf)] as number;
  }
  for (; tree < trees; tree += 1) {
    const start = tree << depth;
    let node = 1;
    for (let level = 0; level < depth; level += 1) {
      const value = rows[at + (splitColumns[start + node] as number)] as number;
      node = (node << 1) | Number(value < (splitValues[start + node] as number));
    }
    sum += leafLengths[start + (node & leaf)] as number;
  }
  return sum;
}
