import { expect, it } from 'vitest';
import { RowSource, testSchema } from '../../testing/level-rows.ts';
import { Explainer, rarestColumn } from './explain.ts';
import { ModelJudge } from './judge.ts';
import { trainModel } from './learned-model.ts';

const columns = 20;
const rows = 4000;

function learned(seed: number): { source: RowSource; judge: ModelJudge } {
  const source = new RowSource(columns, seed);
  const row = new Float32Array(columns);
  const training = new Float32Array(rows * columns);
  for (let at = 0; at < training.length; at += columns) {
    source.fill(row);
    training.set(row, at);
  }
  const model = trainModel({
    rows: training,
    trainingRows: rows * 0.8,
    columns,
    trees: 100,
    depth: 8,
    sampleSize: 4096,
    neighbours: 16,
    outsideOddness: 0,
    seed,
  });
  return { source, judge: new ModelJudge(model) };
}

it('names the one column that was changed first, nine times out of ten', () => {
  const explainer = new Explainer(testSchema(columns));
  const row = new Float32Array(columns);
  const tried = 300;
  let explained = 0;
  let quick = 0;
  for (const seed of [1, 2, 3]) {
    const { source, judge } = learned(seed);
    const { medians, scales } = judge.model.tails;
    for (let attempt = 0; attempt < tried; attempt += 1) {
      source.fill(row);
      const column = source.below(columns);
      // Columns that are mostly 0 have nothing below; others are pushed either way, three to five deviations.
      const side = column % 5 >= 3 || source.below(2) === 0 ? 1 : -1;
      const away = side * (3 + 2 * source.fraction());
      row[column] = (medians[column] ?? 0) + away * (scales[column] ?? 1);
      judge.score(row);
      if (explainer.explain(judge)[0]?.column === column) explained += 1;
      if (rarestColumn(judge, columns) === column) quick += 1;
    }
  }
  expect(explained / tried / 3).toBeGreaterThan(0.9);
  expect(quick / tried / 3).toBeGreaterThan(0.8);
});

it('names the best column of each group once, with the share of the whole group', () => {
  const { source, judge } = learned(4);
  const explainer = new Explainer(testSchema(columns, 'flow', 4));
  const row = new Float32Array(columns);
  source.fill(row);
  row[5] = 40;
  row[6] = 25;
  judge.score(row);
  const reasons = explainer.explain(judge);
  const groups = reasons.map(reason => Math.floor(reason.column / 4));
  expect(groups[0]).toBe(1);
  expect(new Set(groups).size).toBe(groups.length);
  expect(reasons[0]?.share).toBeGreaterThan(0.6);
  expect(reasons.reduce((sum, reason) => sum + reason.share, 0)).toBeLessThanOrEqual(1.000_001);
});
