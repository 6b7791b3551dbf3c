import { addContributions } from '../forest/contributions.ts';
import { createScorer, type ForestScorer, type ScorerOptions } from '../forest/score.ts';
import { oddnessOf } from './calibration.ts';
import { judgedValue, type LearnedModel } from './learned-model.ts';
import { Opinions } from './opinions.ts';

/** A model at work. Allocates nothing once it is made. */
export class ModelJudge {
  readonly model: LearnedModel;
  /** The row just scored, as it was judged. */
  readonly judged: Float32Array;
  readonly #scorer: ForestScorer;
  readonly #opinions: Opinions;
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
    this.#opinions = new Opinions(model.tails, model.neighbours, model.outsideOddness);
    this.judged = new Float32Array(columns);
    this.#columns = columns;
    this.#medians = model.tails.medians;
  }

  get kernel(): 'wasm' | 'typescript' {
    return this.#scorer.kernel;
  }

  /** What the forest says, 0 … 1. */
  score(values: Float32Array): number {
    const row = this.judged;
    for (let column = 0; column < this.#columns; column += 1) {
      const value = values[column] as number;
      // Only of finite numbers is the difference from themselves 0.
      row[column] = value - value === 0 ? value : judgedValue(value, this.#medians[column] as number);
    }
    return this.#scorer.scoreRow(row);
  }

  /** What its score says of the row just scored. */
  oddness(score: number): number {
    return oddnessOf(this.model.scores, score);
  }

  /** Whether a value of the row just scored is outside all that was seen in its column. */
  get isOutside(): boolean {
    return this.#opinions.isOutside(this.judged);
  }

  /** The oddness of the row just scored, everybody asked. */
  secondOpinion(score: number): number {
    const { scores, distances, fused } = this.model;
    return oddnessOf(fused, this.#opinions.fuse(this.judged, score, scores, distances));
  }

  /** Adds to `into` what each column of the row just scored contributed. */
  contribute(into: Float64Array): void {
    addContributions(this.model.forest, this.judged, 0, into);
  }
}
