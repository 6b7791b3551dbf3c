import { afterAll, describe, expect, it } from 'vitest';
import { Random } from '../../testing/random.ts';
import { scoreRows } from '../../testing/score-rows.ts';
import { forestProblem } from './compiled-forest.ts';
import { ForestGrower, type GrownForest, type GrowOptions } from './grow.ts';
import { createScorer } from './score.ts';

const columns = 4;
const grower = new ForestGrower();
afterAll(() => grower.close());

function someRows(count: number, seed = 1): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length: count * columns }, () => random.fraction());
}

async function grow(rows: Float32Array, options: Partial<GrowOptions> = {}): Promise<GrownForest> {
  const grown = await grower.grow(rows, { columns, ...options });
  expect(forestProblem(grown.forest)).toBeUndefined();
  return grown;
}

const scoresOf = (grown: GrownForest, rows: Float32Array): Float64Array =>
  scoreRows(createScorer(grown.forest), rows, columns);

describe('ForestGrower', () => {
  it('grows the same trees from the same seed and rows, in any thread', async () => {
    const rows = someRows(3000);
    const first = await grow(rows, { seed: 9 });
    const second = await grow(rows, { seed: 9 });
    const other = await grow(rows, { seed: 10 });
    const elsewhere = new ForestGrower();
    const third = await elsewhere.grow(rows, { columns, seed: 9 });
    await elsewhere.close();
    expect(second.forest).toEqual(first.forest);
    expect(third.forest).toEqual(first.forest);
    expect(other.forest).not.toEqual(first.forest);
  });

  it('leaves Math.random of this thread and the rows alone', async () => {
    const { random } = Math;
    const rows = someRows(100);
    await grow(rows);
    expect(Math.random).toBe(random);
    expect(rows).toEqual(someRows(100));
  });

  it('scores a row far from all others highest, and equal rows alike', async () => {
    const rows = someRows(2000);
    rows.set([9, 9, 9, 9], 0);
    rows.copyWithin(8, 4, 8);
    const scores = scoresOf(await grow(rows), rows);
    expect(scores.indexOf(Math.max(...scores))).toBe(0);
    expect(scores[2]).toBe(scores[1]);
    expect(scores[0]).toBeGreaterThan(0.7);
    expect(Math.min(...scores)).toBeGreaterThan(0.3);
  });

  it('takes the median for what is not a number, and counts it', async () => {
    const rows = someRows(500);
    const spoiled = rows.slice();
    spoiled.set([Number.NaN, Infinity, -Infinity], 40);
    const { replaced, medians } = await grow(spoiled);
    expect(replaced).toBe(3);
    expect(medians[0]).toBeCloseTo(0.5, 1);
    const mended = rows.slice();
    mended.set(medians.subarray(0, 3), 40);
    expect((await grow(spoiled)).forest).toEqual((await grow(mended)).forest);
  });

  it('does not split where all rows are alike', async () => {
    const rows = someRows(500);
    for (let at = 1; at < rows.length; at += columns) rows[at] = 7;
    for (let at = 2; at < rows.length; at += columns) rows[at] = Number.NaN;
    const { forest, constantColumns } = await grow(rows);
    expect(constantColumns).toEqual([1, 2]);
    const used = forest.splitColumns.filter((_, slot) => forest.splitValues[slot] !== 0);
    expect(new Set(used)).toEqual(new Set([0, 3]));
  });

  it.each([0, 1])('scores everything 0.5 after %i rows', async count => {
    const grown = await grow(someRows(count));
    expect(grown.rows).toBe(count);
    expect(grown.forest.sampleSize).toBe(count);
    expect([...scoresOf(grown, someRows(20, 2))]).toEqual(Array.from({ length: 20 }, () => 0.5));
  });

  it('scores everything 0.5 after equal rows', async () => {
    const grown = await grow(new Float32Array(400).fill(3));
    expect(grown.constantColumns).toEqual([0, 1, 2, 3]);
    expect([...scoresOf(grown, someRows(5))]).toEqual([0.5, 0.5, 0.5, 0.5, 0.5]);
  });

  it('grows on all rows where there are fewer than a sample', async () => {
    for (const count of [2, 3, 17]) {
      const grown = await grow(someRows(count), { sampleSize: 4096 });
      expect(grown.forest.sampleSize).toBe(count);
      for (const score of scoresOf(grown, someRows(50, 2))) {
        expect(score).toBeGreaterThan(0);
        expect(score).toBeLessThan(1);
      }
    }
  });

  it('survives values at the ends of what numbers can be', async () => {
    const rows = someRows(600);
    const largest = 3.402_823_4e38;
    rows.set([largest, -largest, 1e-45, -1e-45, -largest, largest, -0, 0], 0);
    const grown = await grow(rows);
    for (const score of scoresOf(grown, rows)) expect(score > 0 && score < 1).toBe(true);
  });

  it('keeps as many levels and trees as it is told', async () => {
    const { forest } = await grow(someRows(300), { depth: 4, trees: 3, sampleSize: 50 });
    expect(forest).toMatchObject({ depth: 4, trees: 3, sampleSize: 50, columns });
    expect(forest.leafLengths).toHaveLength(3 * 16);
  });

  it('refuses what cannot be meant', () => {
    expect(() => grower.grow(new Float32Array(7), { columns: 4 })).toThrow('whole rows');
    expect(() => grower.grow(new Float32Array(8), { columns: 0 })).toThrow('columns');
    expect(() => grower.grow(new Float32Array(8), { columns: 4, depth: 13 })).toThrow('depth');
    expect(() => grower.grow(new Float32Array(8), { columns: 4, trees: 0.5 })).toThrow('trees');
    expect(() => grower.grow(new Float32Array(8), { columns: 4, seed: -1 })).toThrow('seed');
  });

  it('answers in order, refuses what is left when closed, and can begin again', async () => {
    const own = new ForestGrower();
    const both = Promise.all([20, 30].map(count => own.grow(someRows(count), { columns })));
    expect((await both).map(grown => grown.rows)).toEqual([20, 30]);
    const left = own.grow(someRows(3000), { columns });
    const refused = expect(left).rejects.toThrow('Training was stopped.');
    await own.close();
    await refused;
    expect((await own.grow(someRows(40), { columns })).rows).toBe(40);
    await own.close();
  });
});
