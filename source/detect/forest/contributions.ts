import type { CompiledForest } from './compiled-forest.ts';

/**
 * How much each column cut the path of a row shorter than training rows had it, added to `into` (one number a
 * column): at every split, the mean path length before it less the one after it. All of them together are the
 * mean path length at the roots less the row's own, so a column's share of the oddness is its share of them.
 */
export function addContributions(
  forest: CompiledForest,
  values: Float32Array,
  at: number,
  into: Float64Array,
): void {
  const { trees, depth, splitColumns, splitValues, leafLengths, expectedLengths } = forest;
  const slots = 1 << depth;
  for (let tree = 0; tree < trees; tree += 1) {
    const start = tree << depth;
    let node = 1;
    let before = expectedLengths[start + 1] as number;
    while (node < slots) {
      const column = splitColumns[start + node] as number;
      const below = (values[at + column] as number) < (splitValues[start + node] as number);
      node = (node << 1) | Number(below);
      const after = (
        node < slots ? expectedLengths[start + node] : leafLengths[start + node - slots]
      ) as number;
      into[column] = (into[column] as number) + (before - after) / trees;
      before = after;
    }
  }
}
