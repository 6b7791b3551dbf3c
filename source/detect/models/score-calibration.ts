import { seededRandom } from '../forest/seeded-random.ts';
import type { Learned, Section } from '../learned.ts';
import { fitCalibration } from './calibration.ts';
import { ScoreScale } from './score-scale.ts';

/** Scores a fit stands on. */
const rememberedScores = 8192;
/** Before so many nothing is said. */
const firstFit = 500;
/** The scores of a beginning, when everything is new, are no measure of later. */
const refitFactor = 2;
const refitEverySeconds = 600;

/**
 * How odd a score is among those of packets before it, each taken before anything was learned from its packet.
 * Remembers a sample of the latest scores; says 0 before there are enough.
 */
export class ScoreCalibration implements Learned {
  readonly section: string;
  readonly #scores = new Float64Array(rememberedScores);
  readonly #random: () => number;
  #offered = 0;
  #taken = 0;
  #scale: ScoreScale | undefined;
  #fittedAt = 0;
  #fittedWith = 0;

  constructor(name: string, seed: number) {
    this.section = `scores-${name}`;
    this.#random = seededRandom(seed);
  }

  oddness(score: number): number {
    return this.#scale === undefined ? 0 : this.#scale.oddness(score);
  }

  get isReady(): boolean {
    return this.#scale !== undefined;
  }

  /** A packet that may be learned from scored this. Allocates nothing. */
  add(score: number): void {
    this.#offered += 1;
    // So that the sample covers the later half of what was seen, however much that is.
    const wanted = (2 * rememberedScores) / this.#offered;
    if (wanted < 1 && this.#random() >= wanted) return;
    this.#scores[this.#taken % rememberedScores] = score;
    this.#taken += 1;
  }

  /** Once a second of packet time. */
  refitIfDue(second: number): void {
    if (this.#taken < firstFit) return;
    const isGrown = this.#offered >= this.#fittedWith * refitFactor;
    if (!isGrown && second - this.#fittedAt < refitEverySeconds) return;
    if (this.#offered === this.#fittedWith) return;
    this.refit(second);
  }

  refit(second: number): void {
    if (this.#taken === 0) return;
    const scores = this.#scores.slice(0, Math.min(this.#taken, rememberedScores));
    this.#scale = new ScoreScale(fitCalibration(scores));
    this.#fittedAt = second;
    this.#fittedWith = this.#offered;
  }

  /** Another network begins: what was fitted holds until it has scores of its own. */
  forgetScores(): void {
    this.#offered = 0;
    this.#taken = 0;
    this.#fittedWith = 0;
  }

  save(): Section {
    const scores = Float32Array.from(this.#scores.subarray(0, Math.min(this.#taken, rememberedScores)));
    return { facts: {}, arrays: { scores } };
  }

  load(section: Section): string | undefined {
    const { scores } = section.arrays;
    if (
      !(scores instanceof Float32Array) ||
      scores.length > rememberedScores ||
      !scores.every(Number.isFinite)
    )
      return 'its scores are damaged';
    this.#scores.set(scores);
    this.#taken = scores.length;
    this.#scale = undefined;
    this.refit(0);
    this.#offered = scores.length;
    this.#fittedWith = scores.length;
    return undefined;
  }
}
