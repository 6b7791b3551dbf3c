import type { TreeNode } from 'ml-isolation-forest';
import type { CompiledForest } from './compiled-forest.ts';
import { averagePathLength } from './path-length.ts';
import { roundedSplit } from './split-values.ts';

/** A tree without splits that separate nothing. */
type Branch = Leaf | Split;
type Leaf = { readonly rows: number; readonly split: undefined };
type Split = {
  readonly rows: number;
  readonly split: number;
  readonly column: number;
  readonly below: Branch;
  readonly rest: Branch;
};

/** What writing a tree needs to know wherever it is. */
type Target = {
  readonly forest: CompiledForest;
  /** Where the tree begins in the arrays. */
  readonly start: number;
  /** Column of a row, by column of the rows the tree was grown on (constant ones were left out of those). */
  readonly columnOf: readonly number[];
};

/**
 * Writes one grown tree into `forest` as tree number `tree`. Splits with an empty side go, because the rows
 * under them were not told apart; what lies deeper than the forest's depth becomes leaves, whose lengths
 * count on as c(n) does.
 */
export function compileTree(
  grown: TreeNode,
  forest: CompiledForest,
  tree: number,
  columnOf: readonly number[],
): void {
  write({ forest, start: tree << forest.depth, columnOf }, collapse(grown), 1, 0);
}

/** Makes tree number `tree` one that cannot tell rows apart: each gets the score 0.5. */
export function compileUndecidedTree(forest: CompiledForest, tree: number): void {
  fill({ forest, start: tree << forest.depth, columnOf: [] }, 1, 0, forest.normalizer);
}

function collapse(node: TreeNode): Branch {
  const { left, right, splitColumn, splitValue } = node;
  if (left === undefined || right === undefined || splitColumn === undefined || splitValue === undefined)
    return { rows: node.trainingSet?.length ?? 0, split: undefined };
  const below = collapse(left);
  const rest = collapse(right);
  if (below.rows === 0) return rest;
  if (rest.rows === 0) return below;
  return { rows: below.rows + rest.rows, split: splitValue, column: splitColumn, below, rest };
}

/** Returns the mean path length of the training rows below `slot`. */
function write(target: Target, branch: Branch, slot: number, level: number): number {
  const { forest, start } = target;
  if (branch.split === undefined || level === forest.depth) {
    const length = level + averagePathLength(branch.rows);
    fill(target, slot, level, length);
    return length;
  }
  const below = write(target, branch.below, 2 * slot + 1, level + 1);
  const rest = write(target, branch.rest, 2 * slot, level + 1);
  const expected = (below * branch.below.rows + rest * branch.rest.rows) / branch.rows;
  forest.splitColumns[start + slot] = target.columnOf[branch.column] ?? 0;
  forest.splitValues[start + slot] = roundedSplit(branch.split, forest.columns);
  forest.expectedLengths[start + slot] = expected;
  return expected;
}

/** Everything at and below `slot` is one leaf: whichever way the splits there send a row, it ends the same. */
function fill(target: Target, slot: number, level: number, length: number): void {
  const { forest, start } = target;
  for (let from = slot, width = 1, deeper = level; deeper < forest.depth; deeper += 1) {
    forest.splitColumns.fill(0, start + from, start + from + width);
    forest.splitValues.fill(0, start + from, start + from + width);
    forest.expectedLengths.fill(length, start + from, start + from + width);
    from *= 2;
    width *= 2;
  }
  const leaves = 1 << (forest.depth - level);
  const first = start + slot * leaves - (1 << forest.depth);
  forest.leafLengths.fill(length, first, first + leaves);
}
