import { addContributions } from '../forest/contributions.ts';
import { createScorer, type ForestScorer, type ScorerOptions } from '../forest/score.ts';
import { oddnessOf } from './calibration.ts';
import { fuse, judgedValue, type LearnedModel } from './learned-model.ts';
import { NeighbourSearch } from './neighbours.ts';

/** A model at work. Allocates nothing once it is made. */
export class ModelJudge {
  readonly model: LearnedModel;
  readonly #scorer: ForestScorer;
  readonly #search: NeighbourSearch;
  readonly #row: Float32Array;
  readonly #columns: number;
  readonly #medians: Float32Array;

  /** `before`: the judge this one takes over from, whose memory it goes on with where the shape is the same. */
  constructor(model: LearnedModel, options: ScorerOptions = {}, before?: ModelJudge) {
    this.model = model;
    const { columns, trees, depth } = model.forest;
    const last = before?.model.forest;
    if (before !== undefined && last?.columns === columns && last.trees === trees && last.depth === depth) {
      before.#scorer.load(model.forest);
      this.#scorer = before.#scorer;
    } else this.#scorer = createScorer(model.forest, { ...options, capacity: 1 });
    this.#search = new NeighbourSearch(model.neighbours, model.tails);
    this.#row = new Float32Array(columns);
    this.#columns = columns;
    this.#medians = model.tails.medians;
  }

  get kernel(): 'wasm' | 'typescript' {
    return this.#scorer.kernel;
  }

  /** What the forest says, 0 … 1. */
  score(values: Float32Array): number {
    const row = this.#row;
    for (let column = 0; column < this.#columns; column += 1) {
      const value = values[column] as number;
      // Only what is no number differs from itself less itself.
      row[column] = value - value === 0 ? value : judgedValue(value, this.#medians[column] as number);
    }
    return this.#scorer.scoreRow(row);
  }

  oddness(score: number): number {
    return oddnessOf(this.model.scores, score);
  }

  /** The oddness of the row just scored, its neighbours asked as well. */
  secondOpinion(score: number): number {
    const { scores, distances, fused } = this.model;
    if (this.model.neighbours.rows.length === 0) return oddnessOf(scores, score);
    return oddnessOf(fused, fuse(scores, score, distances, this.#search.distance(this.#row, 0)));
  }

  /** Adds to `into` what each column of the row just scored contributed. */
  contribute(into: Float64Array): void {
    addContributions(this.model.forest, this.#row, 0, into);
  }

  /** The row just scored, as it was judged. */
  get judged(): Float32Array {
    return this.#row;
  }
}
