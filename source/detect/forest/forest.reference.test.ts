import { readFileSync } from 'node:fs';
import type { TreeNode } from 'ml-isolation-forest';
import { afterAll, describe, expect, it } from 'vitest';
import { compileKernel } from '../../testing/compile-kernel.ts';
import { scoreRows } from '../../testing/score-rows.ts';
import { compileTree } from './compile.ts';
import { allocateForest, type CompiledForest } from './compiled-forest.ts';
import { ForestGrower } from './grow.ts';
import { averagePathLength } from './path-length.ts';
import { createScorer, decisionOf } from './score.ts';

type StoredTree = number | readonly [column: number, threshold: number, left: StoredTree, right: StoredTree];
type Reference = {
  readonly pathLengths: readonly (readonly [number, number])[];
  readonly small: {
    readonly sampleSize: number;
    readonly trees: readonly StoredTree[];
    readonly scores: readonly number[];
    readonly decisions: readonly number[];
  };
  readonly large: { readonly sampleSize: number; readonly scores: readonly number[] };
};

/** Made by forest.reference.py; the rows below are the same as there. */
const reference = JSON.parse(
  readFileSync(new URL('./forest.reference.json', import.meta.url), 'utf8'),
) as Reference;
const columns = 5;
const training = fixedRows(400, 1);
const probes = Float32Array.from([...fixedRows(20, 2), ...fixedRows(4, 3).map(value => value * 4)]);

describe('scikit-learn', () => {
  const grower = new ForestGrower();
  afterAll(() => grower.close());

  it.each(reference.pathLengths)('finds the same c(%i)', (rows, length) => {
    expect(averagePathLength(rows)).toBeCloseTo(length, 9);
  });

  it('gives the same scores and decisions with the same trees', () => {
    const forest = compiledReference();
    for (const kernel of [undefined, compileKernel('forest')]) {
      const scores = scoreRows(createScorer(forest, { kernel }), probes, columns);
      for (const [row, score] of reference.small.scores.entries()) {
        expect(Math.abs((scores[row] as number) - score)).toBeLessThan(1e-6);
        expect(decisionOf(scores[row] as number)).toBeCloseTo(reference.small.decisions[row] as number, 6);
      }
    }
  });

  it('scores much the same with forests of its own', async () => {
    const { sampleSize } = reference.large;
    const { forest } = await grower.grow(training, { columns, sampleSize, trees: 1000, depth: 8 });
    const scores = scoreRows(createScorer(forest), probes, columns);
    // A mean over 1,000 trees strays by about 0.003.
    for (const [row, score] of reference.large.scores.entries())
      expect(Math.abs((scores[row] as number) - score)).toBeLessThan(0.012);
  });
});

function compiledReference(): CompiledForest {
  const { trees, sampleSize } = reference.small;
  const forest = allocateForest({
    columns,
    trees: trees.length,
    depth: 8,
    sampleSize,
    normalizer: averagePathLength(sampleSize),
  });
  const columnOf = Array.from({ length: columns }, (_, column) => column);
  for (const [index, tree] of trees.entries()) compileTree(grownAs(tree), forest, index, columnOf);
  return forest;
}

function grownAs(tree: StoredTree): TreeNode {
  if (typeof tree === 'number') return { trainingSet: Array.from({ length: tree }, () => []) };
  const [splitColumn, splitValue, left, right] = tree;
  return { splitColumn, splitValue, left: grownAs(left), right: grownAs(right) };
}

/** Sums of four numbers of a linear congruential generator: about normal, and the same in any language. */
function fixedRows(count: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: count * columns }, () => {
    let total = 0;
    for (let draw = 0; draw < 4; draw += 1) {
      state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
      total += state / 4_294_967_296;
    }
    return total - 2;
  });
}
