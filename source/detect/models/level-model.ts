import type { ScorerOptions } from '../forest/score.ts';
import type { Learned, Section } from '../learned.ts';
import type { LevelModel, LevelSchema, Reason } from '../levels.ts';
import { isProvisionalAt } from './calibration.ts';
import { DriftWatch } from './drift.ts';
import { Explainer, rarestColumn } from './explain.ts';
import { ModelJudge } from './judge.ts';
import { type LearnedModel, type TrainingOrder, trainModel } from './learned-model.ts';
import { readSection, writeSection } from './level-section.ts';
import type { LevelTrainer, Training } from './level-trainer.ts';
import { RecentAlarms } from './recent-alarms.ts';
import { Reservoir } from './reservoir.ts';
import { TrainingPlan } from './retraining.ts';

export type LearnedLevelOptions = {
  readonly schema: LevelSchema;
  readonly seed: number;
  readonly trainer: LevelTrainer;
  /** 100 */
  readonly trees?: number;
  /** 8 */
  readonly depth?: number;
  /** ψ: 4,096 */
  readonly sampleSize?: number;
  /** Takes one row in so many at most to learn from; 1. It takes fewer by itself where there are many. */
  readonly stride?: number;
  /** Rows the memory of neighbours holds, 0 for none; 512. */
  readonly neighbours?: number;
  /**
   * Oddness from which on neighbours are asked; 18. They always are when a value is outside all that was seen in its
   * column.
   */
  readonly secondOpinionFrom?: number;
  /** What it adds to the oddness, before calibration, that a value is outside at all; twice that far outside. 0. */
  readonly outsideOddness?: number;
  /** Rows neighbours are asked about in a second of packet time; 1,000. */
  readonly opinionsPerSecond?: number;
  /** For `createScorer`. */
  readonly scorer?: ScorerOptions;
};

/** A model takes over so long after it was ordered, however quickly it was ready: at any speed at the same packet. */
export const swapSeconds = 5;
const defaultAlarmLine = 30;
const savedRows = 2048;
const twoToThe32 = 2 ** 32;

/**
 * One level: what its rows are like, how odd one is, and why. Call `swapIfDue` once for each second of packet time,
 * `judge` for each row, and `offer` where the row may be learned.
 */
export class LearnedLevel implements LevelModel, Learned {
  readonly schema: LevelSchema;
  readonly section: string;
  readonly row: Float32Array;
  /** Rows at least as odd as this are learned one in ten. Whoever knows the alarm budget sets it. */
  alarmLine = defaultAlarmLine;
  readonly #options: LearnedLevelOptions;
  readonly #reservoir: Reservoir;
  readonly #plan = new TrainingPlan();
  readonly #drift = new DriftWatch();
  readonly #recent = new RecentAlarms();
  readonly #explainer: Explainer;
  readonly #secondOpinionFrom: number;
  readonly #opinionsPerSecond: number;
  #judge: ModelJudge | undefined;
  #opinions = 0;
  #training: Training | undefined;
  #orderedAt = 0;
  #wasLate = false;
  #trainings = 0;
  #retrainings = 0;
  #lateModels = 0;
  #trainedAt = 0;
  #isStandIn = false;
  #driftedAt = 0;

  constructor(options: LearnedLevelOptions) {
    const columns = options.schema.columns.length;
    this.schema = options.schema;
    this.section = `level-${options.schema.level}`;
    this.row = new Float32Array(columns);
    this.#options = options;
    this.#reservoir = new Reservoir({ columns, seed: options.seed, stride: options.stride ?? 1 });
    this.#explainer = new Explainer(options.schema);
    this.#secondOpinionFrom = options.secondOpinionFrom ?? 18;
    this.#opinionsPerSecond = options.opinionsPerSecond ?? 1000;
  }

  judge(): number {
    const judge = this.#judge;
    if (judge === undefined) return 0;
    const score = judge.score(this.row);
    const oddness = judge.oddness(score);
    if (oddness < this.#secondOpinionFrom && !judge.isOutside) return oddness;
    if (this.#opinions >= this.#opinionsPerSecond) return oddness;
    this.#opinions += 1;
    return judge.secondOpinion(score);
  }

  offer(second: number, oddness: number, suspect: boolean): void {
    if (suspect) return;
    const isAlarming = oddness >= this.alarmLine;
    if (this.#judge !== undefined) {
      this.#drift.add(second, oddness);
      this.#recent.add(second, isAlarming);
    }
    // In a drift the rows that alarm are those to learn; those of an attack belong to an incident soon, and are suspect.
    this.#reservoir.offer(this.row, second, isAlarming && !this.#drift.hasDrifted);
  }

  explain(): readonly Reason[] {
    return this.#judge === undefined ? [] : this.#explainer.explain(this.#judge);
  }

  topColumn(): number {
    return this.#judge === undefined ? -1 : rarestColumn(this.#judge, this.row.length);
  }

  /**
   * Lets packet time pass: orders a training when one is due, and puts a model in force when its time has come.
   * `mayWait`: where the model is not ready then, this thread stands still until it is (files); otherwise the old one
   * stays in force and the new one counts as late (live). True when a model took over.
   */
  swapIfDue(second: number, mayWait: boolean): boolean {
    this.#opinions = 0;
    if (this.#training !== undefined) return this.#swap(second, this.#training, mayWait);
    const { admitted } = this.#reservoir;
    const hasDrifted = this.#judge !== undefined && (this.#drift.hasDrifted || this.#reservoir.takesAlarming);
    if (!this.#plan.isDue(second, admitted, hasDrifted)) return false;
    if (hasDrifted) this.#driftedAt = second;
    this.#plan.ordered(second, admitted, hasDrifted);
    this.#training = this.#options.trainer.order(this.#order());
    this.#orderedAt = second;
    this.#wasLate = false;
    return false;
  }

  /** Learns from what there is, however little, at once and in this thread. */
  trainNow(second: number): void {
    this.#training?.forget();
    this.#training = undefined;
    this.#plan.ordered(second, this.#reservoir.admitted, false);
    this.#enforce(trainModel(this.#order()), second);
  }

  /**
   * All is different, and that is how it is now: rows that alarm are learned like all others until the next model,
   * which is ordered half a minute later.
   */
  relearn(second: number): void {
    this.#driftedAt = second;
    this.#plan.hurry(second);
    this.#reservoir.takesAlarming = true;
  }

  /** Forgets all rows, but not the model: those were of another network. Its own are learned from the beginning. */
  forgetRows(): void {
    this.#training?.forget();
    this.#training = undefined;
    this.#reservoir.clear();
    this.learnAnew();
  }

  /** The model in force is of another network: the rows there are count towards the first one of this. */
  learnAnew(): void {
    this.#isStandIn = this.#judge !== undefined;
    this.#plan.restart(this.#isStandIn);
  }

  /** Share of rows of the last minute, incidents' left out, that are beyond the alarm line; 0 with too few rows. */
  alarmingShare(second: number): number {
    return this.#recent.share(second);
  }

  /** 0 … 1 of the rows that the first model wants. */
  get progress(): number {
    return this.#plan.progress(this.#reservoir.admitted);
  }

  get hasModel(): boolean {
    return this.#judge !== undefined;
  }

  /** Rows learned from. */
  get rows(): number {
    return this.#reservoir.admitted;
  }

  /** Packet time at which the model in force took over; 0 for none. */
  get trainedAt(): number {
    return this.#trainedAt;
  }

  /** The model in force is of another network, for as long as there is none of this one. */
  get isStandIn(): boolean {
    return this.#isStandIn;
  }

  get trainingMilliseconds(): number {
    return this.#judge?.model.milliseconds ?? 0;
  }

  /** Too few rows stand behind what it says at the alarm line. */
  get isProvisional(): boolean {
    return this.#judge === undefined || isProvisionalAt(this.#judge.model.fused, this.alarmLine);
  }

  /** One in as many as this is what the rows it was calibrated on can vouch for, as oddness. */
  get vouched(): number {
    return this.#judge === undefined ? 0 : 10 * Math.log10(this.#judge.model.fused.rows + 1);
  }

  get isTraining(): boolean {
    return this.#training !== undefined;
  }

  get retrainings(): number {
    return this.#retrainings;
  }

  get lateModels(): number {
    return this.#lateModels;
  }

  /** Packet time of the last drift that was noticed; 0 for none. */
  get driftedAt(): number {
    return this.#driftedAt;
  }

  get kernel(): 'wasm' | 'typescript' | undefined {
    return this.#judge?.kernel;
  }

  /** The model in force. */
  get model(): LearnedModel | undefined {
    return this.#judge?.model;
  }

  save(): Section {
    return this.#save(savedRows);
  }

  /** Without the rows it was learned from, for who begins elsewhere with it. */
  saveModel(): Section {
    return this.#save(0);
  }

  #save(rows: number): Section {
    return writeSection({
      schema: this.schema,
      model: this.#judge?.model,
      rows: this.#reservoir.save(rows),
      admitted: this.#reservoir.admitted,
      trainedAt: this.#trainedAt,
    });
  }

  load(section: Section): string | undefined {
    const read = readSection(section, this.schema);
    if (typeof read === 'string') return read;
    this.#training?.forget();
    this.#training = undefined;
    this.#reservoir.load(read.rows, read.admitted);
    this.#plan.restart(false);
    this.#drift.reset();
    this.#recent.reset();
    this.#trainedAt = read.trainedAt;
    this.#isStandIn = false;
    if (read.model === undefined) this.#judge = undefined;
    else {
      this.#judge = new ModelJudge(read.model, this.#options.scorer);
      this.#plan.ordered(read.trainedAt, read.admitted, false);
    }
    return undefined;
  }

  #swap(second: number, training: Training, mayWait: boolean): boolean {
    if (second < this.#orderedAt + swapSeconds) return false;
    const model = training.take(mayWait);
    if (model === undefined) {
      if (!training.isWanted) this.#training = undefined;
      else if (!this.#wasLate) {
        this.#wasLate = true;
        this.#lateModels += 1;
      }
      return false;
    }
    this.#training = undefined;
    this.#enforce(model, second);
    return true;
  }

  #enforce(model: LearnedModel, second: number): void {
    if (this.#judge !== undefined) this.#retrainings += 1;
    this.#judge = new ModelJudge(model, this.#options.scorer, this.#judge);
    this.#trainedAt = second;
    this.#isStandIn = false;
    this.#reservoir.takesAlarming = false;
    this.#drift.reset();
    this.#recent.reset();
  }

  #order(): TrainingOrder {
    const { seed, trees = 100, depth = 8, sampleSize = 4096 } = this.#options;
    this.#trainings += 1;
    return {
      ...this.#reservoir.split(),
      columns: this.row.length,
      trees,
      depth,
      sampleSize,
      neighbours: this.#options.neighbours ?? 512,
      outsideOddness: this.#options.outsideOddness ?? 0,
      seed: ((seed + this.#trainings * 0x9e37_79b9) % twoToThe32) >>> 0,
    };
  }
}
