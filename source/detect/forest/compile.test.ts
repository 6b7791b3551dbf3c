import { IsolationForest, type TreeNode } from 'ml-isolation-forest';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Random } from '../../testing/random.ts';
import { compileTree, compileUndecidedTree } from './compile.ts';
import { allocateForest, type CompiledForest, forestProblem } from './compiled-forest.ts';
import { averagePathLength } from './path-length.ts';
import { sumRow } from './plain-kernel.ts';

const leaf = (rows: number): TreeNode => ({ trainingSet: Array.from({ length: rows }, () => []) });
const split = (splitColumn: number, splitValue: number, left: TreeNode, right: TreeNode): TreeNode => ({
  splitColumn,
  splitValue,
  left,
  right,
});

function oneTree(tree: TreeNode, depth = 4, columns = 3, columnOf = [0, 1, 2]): CompiledForest {
  const forest = allocateForest({ columns, trees: 1, depth, sampleSize: 256, normalizer: 10 });
  compileTree(tree, forest, 0, columnOf);
  expect(forestProblem(forest)).toBeUndefined();
  return forest;
}

const lengthOf = (forest: CompiledForest, ...row: number[]): number =>
  sumRow(forest, Float32Array.from(row), 0);

afterEach(() => vi.restoreAllMocks());

describe('compileTree', () => {
  it('sends smaller values left and others right', () => {
    const forest = oneTree(split(1, 2.5, leaf(1), split(0, -1, leaf(2), leaf(10))));
    expect(lengthOf(forest, 0, 2, 0)).toBe(1);
    expect(lengthOf(forest, -2, 3, 0)).toBe(3);
    expect(lengthOf(forest, -1, 2.5, 0)).toBeCloseTo(2 + averagePathLength(10), 6);
  });

  it('collapses splits with an empty side', () => {
    const forest = oneTree(split(0, 1, leaf(0), split(1, 5, split(2, 9, leaf(3), leaf(1)), leaf(0))));
    expect(lengthOf(forest, -100, 100, 8)).toBeCloseTo(1 + averagePathLength(3), 6);
    expect(lengthOf(forest, -100, 100, 10)).toBe(1);
  });

  it('counts what lies below the depth it keeps as c(n) does', () => {
    let tree = split(0, 50, leaf(3), leaf(4));
    for (let level = 49; level > 0; level -= 1) tree = split(0, level, leaf(1), tree);
    const forest = oneTree(tree, 4);
    expect(lengthOf(forest, 0.5, 0, 0)).toBe(1);
    expect(lengthOf(forest, 3.5, 0, 0)).toBe(4);
    // 49 rows left the chain one by one, four of them before it is cut.
    expect(lengthOf(forest, 1000, 0, 0)).toBeCloseTo(4 + averagePathLength(45 + 7), 5);
  });

  it('names columns as they were before constant ones were left out', () => {
    const forest = oneTree(split(1, 0, leaf(1), leaf(2)), 4, 9, [3, 7]);
    expect(forest.splitColumns[1]).toBe(7);
  });

  it('keeps the mean path length of training rows at every inner node', () => {
    const forest = oneTree(split(0, 0, leaf(1), split(1, 0, leaf(1), leaf(2))));
    expect(forest.expectedLengths[1]).toBeCloseTo((1 * 1 + 1 * 2 + 2 * 3) / 4, 6);
    expect(forest.expectedLengths[2]).toBeCloseTo((1 * 2 + 2 * 3) / 3, 6);
    expect(forest.expectedLengths[3]).toBe(1);
  });

  it('finds the depths the package finds', () => {
    const random = new Random(3);
    const rows = Array.from({ length: 200 }, () => [random.fraction(), random.fraction(), random.fraction()]);
    vi.spyOn(Math, 'random').mockImplementation(() => random.fraction());
    const packaged = new IsolationForest({ nEstimators: 1 });
    packaged.train(rows.map(row => row.map(Math.fround)));
    const forest = oneTree(packaged.forest[0] as TreeNode, 12);
    // The package's c(n) is wrong from three rows on, so its scores can be compared where one row or two are left.
    const wrong = 2 * Math.log(rows.length - 1) + 0.57721 - (2 * (rows.length - 1)) / rows.length;
    let compared = 0;
    for (let probe = 0; probe < 1000; probe += 1) {
      const row = [random.fraction(), random.fraction(), random.fraction()].map(Math.fround);
      if (rowsAtEnd(packaged.forest[0] as TreeNode, row) > 2) continue;
      const [score = 0] = packaged.predict([row]);
      expect(lengthOf(forest, ...row)).toBeCloseTo(-Math.log2(score) * wrong, 5);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(300);
  });
});

describe('compileUndecidedTree', () => {
  it('gives every row the length that scores one half', () => {
    const forest = oneTree(leaf(3));
    compileUndecidedTree(forest, 0);
    expect(lengthOf(forest, 1, Number.NaN, Infinity)).toBe(forest.normalizer);
  });
});

function rowsAtEnd(tree: TreeNode, row: readonly number[]): number {
  let node = tree;
  while (node.left !== undefined && node.right !== undefined)
    node = (row[node.splitColumn as number] as number) < (node.splitValue as number) ? node.left : node.right;
  return node.trainingSet?.length ?? 0;
}
