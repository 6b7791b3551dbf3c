import type { AnalysisFacts, LearningState } from './analysis.ts';
import type { Finding } from './contracts.ts';
import type { LearningRecord } from './learning-record.ts';
import { type LevelName, levelNames } from './levels.ts';
import type { AlarmBudget } from './models/budget.ts';
import type { LearnedLevel } from './models/level-model.ts';

/** All is different when this share of hosts' rows alarms, for a minute. */
const shiftShare = 0.2;
const shiftForSeconds = 60;
const shiftEverySeconds = 3600;
const foreignMargin = 8;

/** What there is to say of learning: for the header, for the engine screen, and when everything is different at once. */
export class LearningView {
  /** Where what is in force comes from; set by whoever loads a baseline. */
  source: LearningState['source'] = 'nothing';
  readonly #levels: Readonly<Record<LevelName, LearnedLevel>>;
  readonly #record: LearningRecord;
  readonly #budget: AlarmBudget;
  readonly #isLearning: () => boolean;
  #alarmingSince = 0;
  #shiftedAt = 0;

  constructor(
    levels: Readonly<Record<LevelName, LearnedLevel>>,
    record: LearningRecord,
    budget: AlarmBudget,
    isLearning: () => boolean,
  ) {
    this.#levels = levels;
    this.#record = record;
    this.#budget = budget;
    this.#isLearning = isLearning;
  }

  /** By how much models have to be surer while they know other networks only. */
  get margin(): number {
    const isForeign = this.source === 'bundled' || this.source === 'nothing';
    return isForeign && this.#progress() < 1 ? foreignMargin : 0;
  }

  /** What was learned here in an earlier life goes on; was it too little, models of another network stay in force. */
  continueHere(): void {
    this.source = this.#record.isForeign ? 'bundled' : 'own';
    if (!this.#record.isForeign) return;
    for (const level of Object.values(this.#levels)) level.learnAnew();
  }

  facts(): AnalysisFacts {
    const levels = Object.values(this.#levels);
    const sum = (of: (level: LearnedLevel) => number): number =>
      levels.reduce((total, level) => total + of(level), 0);
    return {
      learning: this.#state(),
      budget: this.#budget.perHour,
      expectedPerHour: this.#budget.expectedPerHour,
      realisedPerHour: this.#budget.realisedPerHour,
      models: levelNames.map(name => {
        const level = this.#levels[name];
        const { rows, trainedAt, trainingMilliseconds, isProvisional, isStandIn } = level;
        return { level: name, rows, trainedAt, trainingMilliseconds, isProvisional, isStandIn };
      }),
      retrainings: sum(level => level.retrainings),
      lateModels: sum(level => level.lateModels),
      kernel: this.#levels.packet.kernel ?? 'typescript',
    };
  }

  /** Once a second: the finding that everything is different, when it has become so. */
  shift(second: number): Finding | undefined {
    const share = this.#levels.source.alarmingShare(second);
    if (share < shiftShare) {
      this.#alarmingSince = 0;
      return undefined;
    }
    if (this.#alarmingSince === 0) this.#alarmingSince = second;
    if (second - this.#alarmingSince < shiftForSeconds) return undefined;
    if (this.#shiftedAt > 0 && second - this.#shiftedAt < shiftEverySeconds) return undefined;
    this.#shiftedAt = second;
    return {
      kind: 'baseline-shift',
      time: second,
      actor: undefined,
      target: undefined,
      port: -1,
      protocol: '',
      measures: [
        {
          of: 'of what hosts do is beyond the alarm line',
          value: share,
          unit: 'share',
          windowSeconds: shiftForSeconds,
          usual: 10 ** (-this.#budget.line / 10),
          usualOf: 'network',
          oddness: this.#budget.line,
        },
      ],
      packet: 0,
      flow: 0,
      details: [],
      actors: 1,
      targets: 1,
    };
  }

  #progress(): number {
    const { packet, source } = this.#levels;
    return Math.min(packet.progress, source.progress);
  }

  #state(): LearningState {
    const { packet, flow, source, target } = this.#levels;
    const all = [packet, flow, source, target];
    const progress = this.#progress();
    const isOwn = progress >= 1 && this.#isLearning() && this.source !== 'given';
    this.#record.isForeign = !isOwn && this.source === 'bundled';
    return {
      source: isOwn ? 'own' : this.source,
      progress,
      isLearning: this.#isLearning(),
      flows: this.#record.flows,
      packets: this.#record.packets,
      trainedAt: Math.max(...all.map(level => (level.isStandIn ? 0 : level.trainedAt))),
      isProvisional: all.some(level => level.isProvisional),
      shiftedAt: this.#shiftedAt,
    };
  }
}
