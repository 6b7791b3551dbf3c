/**
 * How well a level tells attacks in NSL-KDD: trained on benign connections, asked about the test table, in which more
 * than half are attacks. Says whether the arithmetic is right, not how good it is on a network of today.
 */
import { rocArea } from '../detect/evaluate/ranking.ts';
import type { LevelSchema } from '../detect/levels.ts';
import { LearnedLevel } from '../detect/models/level-model.ts';
import { LevelTrainer } from '../detect/models/level-trainer.ts';
import type { LabelledRows } from '../testing/labelled-rows.ts';
import { readNslKdd } from '../testing/nsl-kdd.ts';
import { Random } from '../testing/random.ts';

export type NslKddAreas = {
  readonly seeds: number;
  /** Means of areas under the ROC curve: of the forest alone, and with all that is asked beside it. */
  readonly forest: number;
  readonly fused: number;
  /** Of the mean distance from the mean in standard deviations, at most ten each: what needs no learning. */
  readonly meanZ: number;
  /** As above, with one row in twenty of those learned from an attack out of the test table, which is then not asked about. */
  readonly spoiledForest: number;
  readonly spoiledFused: number;
};

const defaultSeeds = [1, 2, 3, 4, 5];
const spoiledShare = 0.05;
const mostDeviation = 10;

/** `undefined` where the tables are not beside the repository. */
export async function measureNslKdd(
  seeds: readonly number[] = defaultSeeds,
): Promise<NslKddAreas | undefined> {
  const set = readNslKdd();
  if (set === undefined) return undefined;
  const found = seeds.map(seed => ({ clean: measure(set, seed), spoiled: measure(spoil(set, seed), seed) }));
  const mean = (pick: (areas: (typeof found)[number]) => number): number =>
    found.reduce((sum, areas) => sum + pick(areas), 0) / found.length;
  return {
    seeds: seeds.length,
    forest: mean(areas => areas.clean.forest),
    fused: mean(areas => areas.clean.fused),
    meanZ: meanDeviationArea(set),
    spoiledForest: mean(areas => areas.spoiled.forest),
    spoiledFused: mean(areas => areas.spoiled.fused),
  };
}

function measure(set: LabelledRows, seed: number): { readonly forest: number; readonly fused: number } {
  const options = { schema: schemaOf(set), seed, trainer: new LevelTrainer() };
  const alone = new LearnedLevel({ ...options, secondOpinionFrom: Infinity, opinionsPerSecond: 0 });
  const fused = new LearnedLevel({ ...options, secondOpinionFrom: 0, opinionsPerSecond: Infinity });
  for (let at = 0; at < set.train.length; at += set.columns) {
    fused.row.set(set.train.subarray(at, at + set.columns));
    fused.offer(1, 0, false);
  }
  fused.trainNow(1);
  const problem = alone.load(fused.save());
  if (problem !== undefined) throw new Error(problem);
  return { forest: areaOf(alone, set), fused: areaOf(fused, set) };
}

function areaOf(level: LearnedLevel, set: LabelledRows): number {
  const oddness = Float64Array.from(set.labels, (_, row) => {
    level.row.set(set.test.subarray(row * set.columns, (row + 1) * set.columns));
    return level.judge();
  });
  return rocArea(oddness, set.labels);
}

/** Attacks of the test table take the places of benign rows for training, and are never asked about. */
function spoil(set: LabelledRows, seed: number): LabelledRows {
  const { columns, labels } = set;
  const random = new Random(seed);
  const train = set.train.slice();
  const rows = train.length / columns;
  const isUsed = new Uint8Array(labels.length);
  for (let spoiled = 0; spoiled < rows * spoiledShare; ) {
    const attack = random.below(labels.length);
    if (labels[attack] !== 1 || isUsed[attack] === 1) continue;
    isUsed[attack] = 1;
    train.set(set.test.subarray(attack * columns, (attack + 1) * columns), random.below(rows) * columns);
    spoiled += 1;
  }
  const left = Array.from(labels.keys()).filter(row => isUsed[row] === 0);
  const test = new Float32Array(left.length * columns);
  for (const [place, row] of left.entries())
    test.set(set.test.subarray(row * columns, (row + 1) * columns), place * columns);
  return { ...set, train, test, labels: Uint8Array.from(left, row => labels[row] as number) };
}

function meanDeviationArea(set: LabelledRows): number {
  const { columns } = set;
  const means = columnMeans(set.train, columns, value => value);
  const spreads = columnMeans(
    set.train,
    columns,
    (value, column) => (value - (means[column] as number)) ** 2,
  );
  const sums = Float64Array.from(set.labels, (_, row) => {
    let sum = 0;
    for (let column = 0; column < columns; column += 1) {
      const away = Math.abs((set.test[row * columns + column] as number) - (means[column] as number));
      const deviation = Math.sqrt(spreads[column] as number);
      if (away > 0) sum += Math.min(mostDeviation, away / deviation);
    }
    return sum;
  });
  return rocArea(sums, set.labels);
}

function columnMeans(
  rows: Float32Array,
  columns: number,
  of: (value: number, column: number) => number,
): Float64Array {
  const means = new Float64Array(columns);
  for (const [place, value] of rows.entries()) {
    const column = place % columns;
    means[column] = (means[column] as number) + (of(value, column) * columns) / rows.length;
  }
  return means;
}

function schemaOf(set: LabelledRows): LevelSchema {
  return {
    level: 'flow',
    columns: Array.from({ length: set.columns }, (_, column) => ({
      name: `column ${column}`,
      words: `column ${column}`,
      form: 'plain',
      unit: 'count',
      group: `${column}`,
    })),
  };
}
