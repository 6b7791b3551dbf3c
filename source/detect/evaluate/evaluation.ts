import type { CaptureNotice, PacketSource } from '../../capture/source.ts';
import { Tracker } from '../../flows/tracker.ts';
import { Analyser } from '../analyser.ts';
import type { Incident } from '../incidents/incident.ts';
import { OfflineRun } from '../offline-run.ts';
import { type MatchedIncident, matchIncidents } from './incident-match.ts';
import { type Labels, labelledIncidents } from './labels.ts';
import { type Ranking, rank } from './ranking.ts';
import { TrivialDetectors, type TrivialName, trivialNames } from './trivial.ts';

export type EvaluationInput = {
  readonly test: PacketSource;
  readonly labels: Labels;
  /** Learned from first, then frozen: another capture … */
  readonly trainOn?: { readonly source: PacketSource; readonly limit?: number };
  /** … or so many packets at the beginning of the one tested; they are not judged. */
  readonly trainRows?: number;
  /** Called with the analyser before anything is read: loads a baseline. */
  readonly prepare?: (analyser: Analyser) => void;
  /** Packets of the capture that are tested, the training ones included; all. */
  readonly limit?: number;
  readonly seed?: number;
  /** Incidents an hour. */
  readonly budget?: number;
  readonly signal?: AbortSignal;
  readonly onNotice?: (notice: CaptureNotice) => void;
  /** Goes on learning while it is tested, as a live capture does. */
  readonly keepsLearning?: boolean;
};

export type Evaluation = {
  /** Packets there were, with or without a label. */
  readonly seen: number;
  readonly packets: number;
  readonly trainedOn: number;
  /** By packet, judged ones only. */
  readonly ours: Ranking;
  readonly trivial: Readonly<Record<TrivialName, Ranking>>;
  readonly labelled: readonly MatchedIncident[];
  readonly incidents: readonly Incident[];
  readonly falseIncidents: readonly Incident[];
  /** Announced, false ones only, an hour of tested time. */
  readonly falsePerHour: number;
  readonly hours: number;
  /** Share of packets without a label that were above the alarm line. */
  readonly flaggedShare: number;
  /** One for each packet of the capture, training ones included. */
  readonly scores: Float64Array;
  readonly times: Float64Array;
  /** 1 where the packet was above the alarm line. */
  readonly flagged: Uint8Array;
};

/** How good we are, and what anybody would try first, on packets whose labels are known. */
export async function evaluate(input: EvaluationInput): Promise<Evaluation> {
  const collected = new Collected(input.labels.numbers.length);
  const tracker = new Tracker({ seed: input.seed ?? 1 });
  const analyser = new Analyser({
    tracker,
    seed: input.seed ?? 1,
    waits: true,
    ...(input.budget === undefined ? {} : { budget: input.budget }),
  });
  try {
    input.prepare?.(analyser);
    analyser.isTraining = input.trainOn !== undefined || input.trainRows !== undefined;
    const trivial = new TrivialDetectors();
    const trainRows = input.trainRows ?? 0;
    let isTraining = input.trainOn !== undefined;
    let first = 0;
    const run = new OfflineRun(tracker, (p, flow, number, time) => {
      const row = number - first;
      if (!isTraining && row === trainRows + 1) freeze(analyser, trainRows > 0, input.keepsLearning === true);
      analyser.add(p, flow, number);
      const learns = isTraining || row <= trainRows;
      const scores = trivial.score(p, flow, tracker, time, analyser.packetRow, learns);
      if (!isTraining) collected.add(time, analyser.oddness, analyser.alarmLine, scores);
    });
    const { signal, onNotice } = input;
    const common = {
      ...(signal === undefined ? {} : { signal }),
      ...(onNotice === undefined ? {} : { onNotice }),
    };
    if (input.trainOn !== undefined) {
      const { source, limit } = input.trainOn;
      await run.read(source, { ...common, ...(limit === undefined ? {} : { limit }) });
      freeze(analyser, true, input.keepsLearning === true);
      isTraining = false;
      first = run.packets;
    }
    const firstIncident = analyser.totalIncidents + 1;
    await run.read(input.test, { ...common, ...(input.limit === undefined ? {} : { limit: input.limit }) });
    analyser.end();
    return report(input, collected, analyser, {
      first,
      firstIncident,
      trainRows,
      trained: first + trainRows,
    });
  } finally {
    await analyser.close();
  }
}

function freeze(analyser: Analyser, hasTrained: boolean, keepsLearning: boolean): void {
  if (hasTrained) analyser.trainNow();
  analyser.isTraining = false;
  analyser.isLearning = keepsLearning;
}

type Span = {
  /** Packets before the tested capture. */
  readonly first: number;
  readonly firstIncident: number;
  readonly trainRows: number;
  readonly trained: number;
};

function report(input: EvaluationInput, collected: Collected, analyser: Analyser, span: Span): Evaluation {
  const { trainRows } = span;
  const count = collected.count;
  const numbers = input.labels.numbers;
  const attack = Uint8Array.from({ length: count }, (_, row) => ((numbers[row] ?? 0) > 0 ? 1 : 0));
  const judged = <T extends { subarray(from: number): T }>(all: T): T => all.subarray(trainRows);
  const scores = collected.oddness.subarray(0, count);
  const times = collected.times.subarray(0, count);
  const isTested = (incident: Incident): boolean =>
    incident.id >= span.firstIncident && (incident.evidence.at(-1) ?? 0) > span.first + trainRows;
  const incidents = analyser.incidents.filter(isTested);
  const matching = matchIncidents(
    incidents,
    labelledIncidents(input.labels, times, trainRows),
    packet => numbers[packet - span.first - 1] ?? 0,
  );
  const hours = Math.max(0, ((times.at(-1) ?? 0) - (times[trainRows] ?? 0)) / 3600);
  let flagged = 0;
  let benign = 0;
  for (let row = trainRows; row < count; row += 1) {
    if (attack[row] === 1) continue;
    benign += 1;
    flagged += collected.flagged[row] as number;
  }
  return {
    seen: collected.seen,
    packets: count,
    trainedOn: span.trained,
    ours: rank(judged(scores), judged(attack)),
    trivial: Object.fromEntries(
      trivialNames.map(name => [
        name,
        rank(judged(collected.trivial[name].subarray(0, count)), judged(attack)),
      ]),
    ) as Record<TrivialName, Ranking>,
    labelled: matching.labelled,
    incidents,
    falseIncidents: matching.falseIncidents,
    falsePerHour: hours > 0 ? matching.falseIncidents.length / hours : 0,
    hours,
    flaggedShare: benign > 0 ? flagged / benign : 0,
    scores,
    times,
    flagged: collected.flagged.subarray(0, count),
  };
}

/** What is kept of each packet of the tested capture. */
class Collected {
  count = 0;
  seen = 0;
  times: Float64Array;
  oddness: Float64Array;
  flagged: Uint8Array;
  readonly trivial: Record<TrivialName, Float64Array>;

  constructor(expected: number) {
    const rows = Math.max(1, expected);
    this.times = new Float64Array(rows);
    this.oddness = new Float64Array(rows);
    this.flagged = new Uint8Array(rows);
    this.trivial = {
      length: new Float64Array(rows),
      rate: new Float64Array(rows),
      meanZ: new Float64Array(rows),
      rare: new Float64Array(rows),
    };
  }

  /** Packets beyond the labels are not kept: nothing is known of them. */
  add(time: number, oddness: number, line: number, scores: Readonly<Record<TrivialName, number>>): void {
    this.seen += 1;
    const row = this.count;
    if (row >= this.times.length) return;
    this.count += 1;
    this.times[row] = time;
    this.oddness[row] = oddness;
    this.flagged[row] = oddness >= line ? 1 : 0;
    for (const name of trivialNames) this.trivial[name][row] = scores[name];
  }
}
