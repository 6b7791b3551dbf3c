import { type CompiledForest, forestBuffers } from '../forest/compiled-forest.ts';
import { growForest } from '../forest/grow-forest.ts';
import { createScorer } from '../forest/score.ts';
import { type Calibration, fitCalibration } from './calibration.ts';
import { type Neighbours, rememberRows } from './neighbours.ts';
import { Opinions } from './opinions.ts';
import { ScoreScale } from './score-scale.ts';
import { type ColumnTails, fitTails } from './tails.ts';

/** Everything one training finds out: plain data, kept in files and sent between threads. */
export type LearnedModel = {
  readonly forest: CompiledForest;
  readonly tails: ColumnTails;
  readonly neighbours: Neighbours;
  /** See `Opinions`. */
  readonly outsideOddness: number;
  /** Of scores of the forest, of distances to neighbours, and of all opinions together. */
  readonly scores: Calibration;
  readonly distances: Calibration;
  readonly fused: Calibration;
  /** Rows it was trained on, and rows held back to calibrate it. */
  readonly trainingRows: number;
  readonly heldOutRows: number;
  readonly milliseconds: number;
};

export type TrainingOrder = {
  /** The rows to train on, then the rows held out. */
  readonly rows: Float32Array;
  readonly trainingRows: number;
  readonly columns: number;
  readonly trees: number;
  readonly depth: number;
  readonly sampleSize: number;
  readonly neighbours: number;
  readonly outsideOddness: number;
  readonly seed: number;
};

/** Rows that look oddest are left out of what the forest grows on: an attack during learning may be among them. */
const trimmedShare = 0.02;
/** More of them are left out of the neighbours, where a single one suffices to make an attack look familiar. */
const trimmedNeighbours = 0.12;
/** The forest that finds them need not be good. */
const trimmingTrees = 24;
const trimmingSample = 1024;
const leastRowsToTrim = 200;
/** With fewer, rows it was trained on have to do for calibration. */
const leastHeldOut = 40;
const rowsAtOnce = 256;

/** Takes a tenth of a second to a second: for the training thread, and for whoever has to wait anyhow. */
export function trainModel(order: TrainingOrder): LearnedModel {
  const begun = performance.now();
  const { columns, trainingRows } = order;
  const training = order.rows.subarray(0, trainingRows * columns);
  const heldOut = order.rows.subarray(trainingRows * columns);
  const tails = fitTails(training, columns);
  const suspicion = order.trainingRows < leastRowsToTrim ? undefined : suspicionOf(training, order);
  const { forest } = growForest({
    ...order,
    rows: withoutOddest(training, columns, suspicion, trimmedShare),
  });
  const familiar = withoutOddest(training, columns, suspicion, trimmedNeighbours);
  const neighbours = rememberRows(familiar, tails, order.neighbours);
  const reference = heldOut.length / columns < leastHeldOut ? order.rows : heldOut;
  const forestScores = scoreAll(forest, reference, tails.medians);
  const opinions = new Opinions(tails, neighbours, order.outsideOddness);
  const row = new Float32Array(columns);
  const scores = fitCalibration(forestScores);
  const distances = fitCalibration(
    forestScores.map((_, place) => {
      takeRow(reference, place, tails.medians, row);
      return opinions.distance(row);
    }),
  );
  const [scale, distanceScale] = [new ScoreScale(scores), new ScoreScale(distances)];
  const fused = fitCalibration(
    forestScores.map((score, place) => {
      takeRow(reference, place, tails.medians, row);
      return opinions.fuse(row, score, scale, distanceScale);
    }),
  );
  return {
    forest,
    tails,
    neighbours,
    outsideOddness: order.outsideOddness,
    scores,
    distances,
    fused,
    trainingRows,
    heldOutRows: heldOut.length / columns,
    milliseconds: performance.now() - begun,
  };
}

/**
 * A value as it is judged: what is not a number counts as the column's median, as in training; infinite ones are as large as
 * numbers can be.
 */
export function judgedValue(value: number, median: number): number {
  if (Number.isFinite(value)) return value;
  if (Number.isNaN(value)) return median;
  return value > 0 ? largestValue : -largestValue;
}

const largestValue = 3.402_823_466e38;

function takeRow(rows: Float32Array, place: number, medians: Float32Array, into: Float32Array): void {
  const at = place * into.length;
  for (let column = 0; column < into.length; column += 1)
    into[column] = judgedValue(rows[at + column] as number, medians[column] as number);
}

/** Scores of a quickly grown forest for the rows it was grown on. */
function suspicionOf(training: Float32Array, order: TrainingOrder): Float64Array {
  const { forest, medians } = growForest({
    ...order,
    rows: training,
    trees: Math.min(trimmingTrees, order.trees),
    sampleSize: Math.min(trimmingSample, order.sampleSize),
  });
  return scoreAll(forest, training, medians);
}

function withoutOddest(
  training: Float32Array,
  columns: number,
  suspicion: Float64Array | undefined,
  share: number,
): Float32Array {
  if (suspicion === undefined) return training;
  const room = suspicion.length - Math.floor(suspicion.length * share);
  const limit = suspicion.slice().sort()[room - 1] as number;
  const kept = new Float32Array(room * columns);
  let rows = 0;
  for (let row = 0; row < suspicion.length && rows < room; row += 1) {
    // Of rows that score the same as the limit, the first ones stay: as many as there is room for.
    if ((suspicion[row] as number) > limit) continue;
    kept.set(training.subarray(row * columns, (row + 1) * columns), rows * columns);
    rows += 1;
  }
  return kept.subarray(0, rows * columns);
}

function scoreAll(forest: CompiledForest, rows: Float32Array, medians: Float32Array): Float64Array {
  const { columns } = forest;
  const count = rows.length / columns;
  const scorer = createScorer(forest, { capacity: rowsAtOnce });
  const found = new Float64Array(count);
  for (let first = 0; first < count; first += rowsAtOnce) {
    const together = Math.min(rowsAtOnce, count - first);
    for (let place = 0; place < together * columns; place += 1) {
      const value = rows[first * columns + place] as number;
      scorer.rows[place] = judgedValue(value, medians[place % columns] as number);
    }
    scorer.score(together);
    found.set(scorer.scores.subarray(0, together), first);
  }
  return found;
}

/** The memory behind a model, for handing it to another thread without a copy. */
export function modelBuffers(model: LearnedModel): ArrayBuffer[] {
  const { tails, neighbours, scores, distances, fused } = model;
  const arrays = [tails.values, tails.below, tails.upTo, neighbours.rows];
  for (const calibration of [scores, distances, fused]) {
    if (calibration.rows > 0) arrays.push(calibration.knots as never, calibration.oddness as never);
  }
  return [...forestBuffers(model.forest), ...arrays.map(array => array.buffer as ArrayBuffer)];
}
