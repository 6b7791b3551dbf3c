/** What those above `detect/` see of it: the engine, `read`, `train` and `evaluate`. `Analyser` (analyser.ts) is one. */
import type { Packet } from '../decode/packet.ts';
import type { Incident } from './incidents/incident.ts';
import type { LevelName } from './levels.ts';
import type { Schemas } from './reasons.ts';

/** How far learning is; the header says it in words (`learningWords` in learning-words.ts). */
export type LearningState = {
  /**
   * `nothing`: no baseline and not enough seen yet, only detectors alarm. `bundled`: the baseline that ships with Oddwire.
   * `given`: a file by --baseline. `own`: what this network taught, now or earlier.
   */
  readonly source: 'nothing' | 'bundled' | 'given' | 'own';
  /** 0 … 1 of what is needed before this network's own forest takes over; 1 when it has. */
  readonly progress: number;
  /** False where a baseline is frozen. */
  readonly isLearning: boolean;
  /** Rows learned from in all, and packet time (seconds since 1970) of the latest model; 0 for none. */
  readonly flows: number;
  readonly packets: number;
  readonly trainedAt: number;
  /** Calibrated on fewer rows than its claims need: "provisional". */
  readonly isProvisional: boolean;
  /** Packet time when everything became different at once and it began to learn anew; 0 for never. */
  readonly shiftedAt: number;
};

/** What the engine screen says. */
export type AnalysisFacts = {
  readonly learning: LearningState;
  /** Incidents an hour: asked for, what the line is expected to give, and what came in this last hour of packet time. */
  readonly budget: number;
  readonly expectedPerHour: number;
  readonly realisedPerHour: number;
  readonly models: readonly {
    readonly level: LevelName;
    readonly rows: number;
    readonly trainedAt: number;
    readonly trainingMilliseconds: number;
    readonly isProvisional: boolean;
    /** Of another network, for as long as there is none of this one. */
    readonly isStandIn: boolean;
  }[];
  readonly retrainings: number;
  /** Models that were not ready when their time came: live results may differ from offline ones. */
  readonly lateModels: number;
  readonly kernel: 'wasm' | 'typescript';
};

export type Analysis = {
  /**
   * Judges the packet the tracker was just told of; `flow` is what it answered, `number` the packet's. The answers are the
   * fields below, until the next call.
   */
  add(packet: Packet, flow: number, number: number): void;
  /** 10·log10(N) of the packet just added; with its incident's, where it belongs to one. */
  readonly oddness: number;
  /** Id of the incident it belongs to, 0 for none. */
  readonly incident: number;
  /**
   * Why, packed into an int32 for keeping beside the packet: 0 where it is not odd. `reasonsOf` (reasons.ts) makes words of it.
   */
  readonly cause: number;
  /** Oddness a packet must have to alarm at the budget there is. */
  readonly alarmLine: number;
  /** Live and silent: lets time pass. Whole seconds. */
  advanceTo(second: number): void;
  /** The input has ended: what is open is closed. */
  end(): void;
  /** Newest last, a bounded number; the same objects as long as they are there. */
  readonly incidents: readonly Incident[];
  readonly openIncidents: number;
  /** All there ever were. */
  readonly totalIncidents: number;
  incidentOf(id: number): Incident | undefined;
  /** That what this incident says is normal here: remembered, and in the baseline. False takes it back. */
  markNormal(id: number, isNormal: boolean): void;
  readonly facts: AnalysisFacts;
  /** What the columns of each level are called, for `reasonsOf`. */
  readonly schemas: Schemas;
  /** Of a flow when it was last judged, and of a host at the moment, by slot of the tracker; 0 for none. */
  flowOddness(slot: number): number;
  hostOddness(slot: number): number;
  /** Largest oddness in each of the last `seconds` seconds of packet time, oldest first; NaN where there was no packet. */
  recentOddness(seconds: number): readonly number[];
};
