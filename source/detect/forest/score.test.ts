import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileKernel } from '../../testing/compile-kernel.ts';
import { Random } from '../../testing/random.ts';
import { scoreRows } from '../../testing/score-rows.ts';
import type { CompiledForest } from './compiled-forest.ts';
import { addContributions } from './contributions.ts';
import { ForestGrower } from './grow.ts';
import { createScorer, decisionOf, type ForestScorer } from './score.ts';

const columns = 6;
const kernel = compileKernel('forest');
const random = new Random(5);
const training = Float32Array.from({ length: 3000 * columns }, () => random.fraction() + random.fraction());
const probes = Float32Array.from({ length: 1003 * columns }, () =>
  random.pick([random.fraction() * 3 - 0.5, 0, -0, Infinity, -Infinity, Number.NaN, 1e30, 1e-40]),
);

describe('createScorer', () => {
  const grower = new ForestGrower();
  const forests: CompiledForest[] = [];
  beforeAll(async () => {
    // Numbers of trees that are and are not multiples of what is walked side by side.
    for (const [trees, depth] of [
      [100, 8],
      [100, 8],
      [1, 4],
      [7, 6],
      [13, 12],
    ] as const) {
      const { forest } = await grower.grow(training, { columns, trees, depth, seed: forests.length });
      forests.push(forest);
    }
  });
  afterAll(() => grower.close());

  it('finds the same numbers in WebAssembly and TypeScript, in blocks and row by row', () => {
    for (const forest of forests) {
      const plain = createScorer(forest, { kernel: undefined });
      const wasm = createScorer(forest, { kernel, capacity: 50 });
      expect([plain.kernel, wasm.kernel]).toEqual(['typescript', 'wasm']);
      const expected = scoreRows(plain, probes, columns);
      expect(scoreRows(wasm, probes, columns)).toEqual(expected);
      const rowByRow = (scorer: ForestScorer): Float64Array =>
        expected.map((_, row) => scorer.scoreRow(probes, row * columns));
      expect(rowByRow(plain)).toEqual(expected);
      expect(rowByRow(wasm)).toEqual(expected);
    }
  });

  it('scores any count up to its capacity', () => {
    const forest = forests[0] as CompiledForest;
    const whole = scoreRows(createScorer(forest, { kernel: undefined }), probes, columns);
    for (const capacity of [1, 3, 8, 64]) {
      for (const use of [undefined, kernel]) {
        const scorer = createScorer(forest, { kernel: use, capacity });
        expect(scorer.rows).toHaveLength(capacity * columns);
        expect(scoreRows(scorer, probes, columns)).toEqual(whole);
        scorer.score(0);
      }
    }
  });

  it('goes on with another forest of the same shape', () => {
    const [first, second, other] = forests as [CompiledForest, CompiledForest, CompiledForest];
    for (const use of [undefined, kernel]) {
      const scorer = createScorer(first, { kernel: use });
      const before = scoreRows(scorer, probes, columns);
      scorer.load(second);
      const after = scoreRows(scorer, probes, columns);
      expect(after).not.toEqual(before);
      expect(after).toEqual(scoreRows(createScorer(second, { kernel: use }), probes, columns));
      expect(() => scorer.load(other)).toThrow('100 trees of depth 8');
    }
  });

  it('refuses rows that are not there and forests that are none', () => {
    const forest = forests[0] as CompiledForest;
    for (const use of [undefined, kernel]) {
      const scorer = createScorer(forest, { kernel: use });
      expect(() => scorer.score(257)).toThrow('cannot score 257');
      expect(() => scorer.score(-1)).toThrow();
      expect(() => scorer.score(Number.NaN)).toThrow();
      expect(() => scorer.scoreRow(probes, probes.length - 1)).toThrow('no row');
    }
    expect(() => createScorer({ ...forest, trees: 99 })).toThrow('cannot be used');
    expect(() => createScorer(forest, { capacity: 0 })).toThrow('capacity');
  });

  it('has decisions that are positive for normal rows', () => {
    expect(decisionOf(0.4)).toBeCloseTo(0.1, 12);
    expect(decisionOf(0.7)).toBeCloseTo(-0.2, 12);
    expect(decisionOf(0.7, -0.6)).toBeCloseTo(-0.1, 12);
  });

  it('can say which column made a row odd', () => {
    const forest = forests[0] as CompiledForest;
    for (let odd = 0; odd < columns; odd += 1) {
      const row = new Float32Array(columns).fill(1);
      row[odd] = 4;
      const shares = new Float64Array(columns);
      addContributions(forest, row, 0, shares);
      expect(shares.indexOf(Math.max(...shares))).toBe(odd);
      // What the columns cut off is what the row's path is shorter by.
      const score = createScorer(forest, { kernel: undefined }).scoreRow(row);
      const mean = -Math.log2(score) * forest.normalizer;
      let roots = 0;
      for (let tree = 0; tree < forest.trees; tree += 1)
        roots += forest.expectedLengths[(tree << forest.depth) + 1] as number;
      expect(shares.reduce((sum, share) => sum + share)).toBeCloseTo(roots / forest.trees - mean, 4);
    }
  });
});
