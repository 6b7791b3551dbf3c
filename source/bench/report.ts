/**
 * The one shape in which every benchmark answers, and the arithmetic they share.
 *
 * A benchmark may print what it likes while it works (to standard error or standard output); the last
 * line of standard output is the report as one line of JSON, printed by `commands/bench.ts`.
 */
import { cpus, totalmem } from 'node:os';

/** One number against its goal. Make them with `goal()` or `goalWithoutPeer()`. */
export type BenchGoal = {
  readonly name: string;
  /** `null` when it could not be measured. */
  readonly value: number | null;
  readonly unit: string;
  readonly goal: number;
  readonly compare: '<=' | '>=';
  /** `null`: not decided, because the peer is not installed. */
  readonly met: boolean | null;
  /** What it was measured against, with its version where it has one, or why that was not possible. */
  readonly peer: string | null;
};

export type BenchReport = {
  readonly bench: string;
  readonly machine: BenchMachine;
  readonly goals: readonly BenchGoal[];
  /** How many repetitions every median stands on. */
  readonly runs: number;
  /** Anything a reader may want to check; JSON-serialisable. */
  readonly details: Readonly<Record<string, unknown>>;
};

export type BenchMachine = {
  readonly processor: string;
  readonly cores: number;
  readonly memoryMegabytes: number;
  readonly platform: string;
  readonly architecture: string;
  readonly node: string;
};

export type BenchOptions = {
  /** Repetitions; benchmarks have their own default of at least five. */
  readonly runs?: number;
  /** For benchmarks that go on for as long as one likes. */
  readonly minutes?: number;
  /** Smaller inputs and a shorter time, to see that the benchmark works; its numbers mean little. */
  readonly quick: boolean;
  readonly signal: AbortSignal;
  /** Prints progress for a person; never on the last line. */
  readonly log: (line: string) => void;
};

/** One file in `source/bench/` each; listed in `bench/run.ts`. */
export type Benchmark = {
  readonly name: string;
  readonly summary: string;
  run(options: BenchOptions): Promise<BenchReport>;
};

export type GoalMeasure = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly goal: number;
  readonly compare: '<=' | '>=';
  /** What it was measured against; `null` for a number that stands alone. */
  readonly peer: string | null;
};

/** A number that was measured, judged against its goal. */
export function goal(measure: GoalMeasure): BenchGoal {
  const value = significant(measure.value);
  const met = measure.compare === '<=' ? measure.value <= measure.goal : measure.value >= measure.goal;
  return {
    ...measure,
    value: Number.isFinite(value) ? value : null,
    met: Number.isFinite(value) ? met : null,
  };
}

/** A comparison that could not be made: `reason` says which peer is absent and how to get it. */
export function goalWithoutPeer(measure: Omit<GoalMeasure, 'value' | 'peer'>, reason: string): BenchGoal {
  return { ...measure, value: null, met: null, peer: reason };
}

export function report(
  bench: string,
  runs: number,
  goals: readonly BenchGoal[],
  details: Readonly<Record<string, unknown>> = {},
): BenchReport {
  return { bench, machine: machine(), goals, runs, details };
}

export function machine(): BenchMachine {
  const processors = cpus();
  const bytesPerMegabyte = 1024 * 1024;
  return {
    processor: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryMegabytes: Math.round(totalmem() / bytesPerMegabyte),
    platform: process.platform,
    architecture: process.arch,
    node: process.versions.node,
  };
}

/** The middle value, or the mean of the two in the middle; `NaN` for an empty list. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Linear interpolation between the closest ranks; `NaN` for an empty list. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * Math.min(1, Math.max(0, share));
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  if (below === undefined || above === undefined) return Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}

/** Numbers in reports carry as many digits as a measurement deserves. */
export function significant(value: number, digits = 4): number {
  return Number.isFinite(value) ? Number(value.toPrecision(digits)) : value;
}
