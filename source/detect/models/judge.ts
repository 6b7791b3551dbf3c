import { addContributions } from '../forest/contributions.ts';
import { createScorer, type ForestScorer, type ScorerOptions } from '../forest/score.ts';
import { judgedValue, type LearnedModel } from './learned-model.ts';
import { Opinions } from './opinions.ts';
import { ScoreScale } from './score-scale.ts';

/** A model at work. Allocates nothing once it is made. */
export class ModelJudge {
  readonly model: LearnedModel;
  /** The row just scored, as it was judged: where the scorer wants it. */
  readonly judged: Float32Array;
  /** Whether a value of it is outside all that was seen in its column. */
  isOutside = false;
  readonly #scorer: ForestScorer;
  readonly #opinions: Opinions;
  readonly #columns: number;
  readonly #medians: Float32Array;
  readonly #scores: ScoreScale;
  readonly #distances: ScoreScale;
  readonly #fused: ScoreScale;

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
    this.judged = this.#scorer.rows;
    this.#columns = columns;
    this.#medians = model.tails.medians;
    this.#scores = new ScoreScale(model.scores);
    this.#distances = new ScoreScale(model.distances);
    this.#fused = new ScoreScale(model.fused);
  }

  get kernel(): 'wasm' | 'typescript' {
    return this.#scorer.kernel;
  }

  /** What the forest says, 0 … 1. */
  score(values: Float32Array): number {
    const row = this.judged;
    const { lows, highs } = this.#opinions;
    let isOutside = false;
    for (let column = 0; column < this.#columns; column += 1) {
      let value = values[column] as number;
      // Only of finite numbers is the difference from themselves 0.
      if (value - value !== 0) value = judgedValue(value, this.#medians[column] as number);
      row[column] = value;
      if (value < (lows[column] as number) || value > (highs[column] as number)) isOutside = true;
    }
    this.isOutside = isOutside;
    return this.#scorer.scoreRow(row);
  }

  /** What its score says of the row just scored. */
  oddness(score: number): number {
    return this.#scores.oddness(score);
  }

  /** The oddness of the row just scored, everybody asked. */
  secondOpinion(score: number): number {
    return this.#fused.oddness(this.#opinions.fuse(this.judged, score, this.#scores, this.#distances));
  }

  /** Adds to `into` what each column of the row just scored contributed. */
  contribute(into: Float64Array): void {
    addContributions(this.model.forest, this.judged, 0, into);
  }
}
