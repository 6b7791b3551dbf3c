import { afterEach, expect, it } from 'vitest';
import { RowSource } from '../../testing/level-rows.ts';
import { type TrainingOrder, trainModel } from './learned-model.ts';
import { LevelTrainer } from './level-trainer.ts';

const columns = 6;
let trainer = new LevelTrainer();
afterEach(async () => {
  await trainer.close();
  trainer = new LevelTrainer();
});

function someOrder(seed: number, rows = 600): TrainingOrder {
  const source = new RowSource(columns, seed);
  const row = new Float32Array(columns);
  const all = new Float32Array(rows * columns);
  for (let at = 0; at < all.length; at += columns) {
    source.fill(row);
    all.set(row, at);
  }
  return {
    rows: all,
    trainingRows: rows * 0.8,
    columns,
    trees: 20,
    depth: 6,
    sampleSize: 256,
    neighbours: 32,
    outsideOddness: 3,
    seed,
  };
}

const timeless = (model: unknown): unknown => ({ ...(model as object), milliseconds: 0 });

it('finds in its thread what would be found here, each when it is asked for', () => {
  const orders = [someOrder(1), someOrder(2), someOrder(3)];
  const trainings = orders.map(order => trainer.order(order));
  expect(trainer.pending).toBe(3);
  for (const index of [2, 0, 1]) {
    const order = orders[index] as TrainingOrder;
    const training = trainings[index];
    expect(timeless(training?.take(true))).toEqual(timeless(trainModel(order)));
    expect(training?.isWanted).toBe(false);
    expect(training?.take(true)).toBeUndefined();
  }
  expect(trainer.pending).toBe(0);
});

it('does not wait unless told to', async () => {
  const training = trainer.order(someOrder(1));
  expect(training.take(false)).toBeUndefined();
  expect(training.isWanted).toBe(true);
  while (trainer.pending > 0) await new Promise(resolve => setTimeout(resolve, 5));
  expect(training.take(false)).toBeDefined();
});

it('forgets what is not wanted any more', () => {
  const [first, second] = [trainer.order(someOrder(1)), trainer.order(someOrder(2))];
  first.forget();
  expect([first.isWanted, first.take(true)]).toEqual([false, undefined]);
  expect(second.take(true)).toBeDefined();
});

it('says that nothing will come of rows that cannot be learned', () => {
  const training = trainer.order({ ...someOrder(1), depth: 99 });
  expect(training.take(true)).toBeUndefined();
  expect(training.isWanted).toBe(false);
  expect(trainer.order(someOrder(1)).take(true)).toBeDefined();
});
