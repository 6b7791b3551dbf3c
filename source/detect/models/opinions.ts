/**
 * What is asked about a row beside the forest: how far its nearest neighbours are, and how far a value lies outside all
 * that was seen in its column. A forest dilutes the one column that is wrong among all that are right; these do not.
 *
 * Measured on NSL-KDD (area under the ROC curve; share of attacks found at 1 % false alarms) and on rows with one value
 * pushed out: forest alone .960 .58 and .71 .03; the larger of forest and neighbours .970 .55 and .89 .27; with 10 for what
 * lies outside .960 .53 and .94 .52, so that is for levels with columns that have firm ends, like rarities. Tail statistics
 * of all columns, summed or the largest, cost too much on NSL-KDD (.94 .27).
 */
import { NeighbourSearch, type Neighbours } from './neighbours.ts';
import type { ScoreScale } from './score-scale.ts';
import { beyond, type ColumnTails, mostBeyond, pointsPerColumn } from './tails.ts';

/** Further out, one opinion says no more. */
const strongestOpinion = 60;

export class Opinions {
  readonly #tails: ColumnTails;
  readonly #search: NeighbourSearch;
  readonly #hasNeighbours: boolean;
  readonly #outsideOddness: number;
  /** Smallest and largest values seen; nothing lies outside a column nobody saw. */
  readonly lows: Float32Array;
  readonly highs: Float32Array;

  /** `outsideOddness`: what it counts that a value is outside at all, however little. */
  constructor(tails: ColumnTails, neighbours: Neighbours, outsideOddness: number) {
    const { columns, counts, values } = tails;
    this.#tails = tails;
    this.#search = new NeighbourSearch(neighbours, tails);
    this.#hasNeighbours = neighbours.rows.length > 0;
    this.#outsideOddness = outsideOddness;
    this.lows = new Float32Array(columns).fill(Number.NEGATIVE_INFINITY);
    this.highs = new Float32Array(columns).fill(Number.POSITIVE_INFINITY);
    for (let column = 0; column < columns; column += 1) {
      const points = counts[column] as number;
      if (points === 0) continue;
      this.lows[column] = values[column * pointsPerColumn] as number;
      this.highs[column] = values[column * pointsPerColumn + points - 1] as number;
    }
  }

  distance(row: Float32Array): number {
    return this.#search.distance(row, 0);
  }

  /** All opinions as one number, which is to be calibrated: they are not independent. */
  fuse(row: Float32Array, score: number, scores: ScoreScale, distances: ScoreScale): number {
    const forest = Math.min(strongestOpinion, scores.oddness(score));
    if (!this.#hasNeighbours) return forest + this.#outside(row);
    const near = Math.min(strongestOpinion, distances.oddness(this.distance(row)));
    return Math.max(forest, near) + this.#outside(row);
  }

  #outside(row: Float32Array): number {
    const lows = this.lows;
    const highs = this.highs;
    const { scales } = this.#tails;
    if (this.#outsideOddness === 0) return 0;
    let furthest = -1;
    for (let column = 0; column < lows.length; column += 1) {
      const value = row[column] as number;
      const distance = Math.max((lows[column] as number) - value, value - (highs[column] as number));
      if (distance > 0) furthest = Math.max(furthest, beyond(distance, scales[column] as number));
    }
    // Twice as much for what is far outside.
    return furthest < 0 ? 0 : this.#outsideOddness * (1 + furthest / mostBeyond);
  }
}
