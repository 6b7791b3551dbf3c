/** Our own recordings: what is found of each kind and how fast, what is false, and how a lasting change is borne. */
import { readdirSync } from 'node:fs';
import { openCapture } from '../capture/file.ts';
import type { PacketSource } from '../capture/source.ts';
import { Analyser } from '../detect/analyser.ts';
import { type Evaluation, evaluate } from '../detect/evaluate/evaluation.ts';
import { readLabels } from '../detect/evaluate/labels.ts';
import type { Section } from '../detect/learned.ts';
import { OfflineRun } from '../detect/offline-run.ts';
import { Tracker } from '../flows/tracker.ts';
import { dataFolder } from './accuracy-cases.ts';
import { type BenchGoal, type BenchOptions, goal, median } from './report.ts';

/** Of the normal day, by packets: what is learned before the rest is judged. */
const trainedShare = 0.6;
const loudGoal = 0.95;
const quietGoal = 0.75;
const falseGoal = 6;
const flaggedGoal = 0.01;
const shiftPackets = 12_000;
const fastKinds = /scan|sweep|flood/;
const fastSeconds = 2;
const guessingKinds = /brute-force/;
const guessingSeconds = 10;

type Found = {
  readonly kind: string;
  readonly intensity: string;
  readonly isBenign: boolean;
  readonly seconds: number | undefined;
  readonly foundAs: readonly string[];
};

export type RecordingsResult = {
  readonly goals: readonly BenchGoal[];
  readonly details: Readonly<Record<string, unknown>>;
};

export async function measureRecordings(options: BenchOptions): Promise<RecordingsResult> {
  const baseline = await learn('normal-day');
  const found = await measureClips(baseline, options);
  const day = await evaluateRecording('normal-day', { trainRows: Math.floor(86_727 * trainedShare) });
  const drift = await evaluateRecording('drift', { baseline, keepsLearning: true });
  options.log(
    `normal day, last two fifths: ${day.falseIncidents.length} false incidents in ${(day.hours * 60).toFixed(1)} min; drift: ${(drift.flaggedShare * 100).toFixed(2)} % flagged, ${drift.falseIncidents.length} false`,
  );
  const loud = found.filter(one => !one.isBenign && one.intensity !== 'quiet');
  const quiet = found.filter(one => !one.isBenign && one.intensity === 'quiet');
  const fast = loud.filter(({ kind, intensity }) => intensity === 'loud' && fastKinds.test(kind));
  const guessing = loud.filter(({ kind }) => guessingKinds.test(kind));
  const theft = drift.labelled.find(({ isBenign }) => !isBenign);
  return {
    goals: [
      share('kinds found at loud or medium intensity', loud, () => true, loudGoal),
      share('kinds found at quiet intensity', quiet, () => true, quietGoal),
      share(`loud scans and floods found within ${fastSeconds} s`, fast, within(fastSeconds), loudGoal),
      share(
        `password guessing found within ${guessingSeconds} s`,
        guessing,
        within(guessingSeconds),
        loudGoal,
      ),
      number('false incidents an hour, normal day', day.falsePerHour, 'an hour', falseGoal),
      number('packets flagged after a benign shift', flaggedAfterShift(drift), 'share', flaggedGoal),
      goal({
        name: 'the theft after the shift is found',
        value: theft?.secondsToDetect === undefined ? 0 : 1,
        unit: 'found',
        goal: 1,
        compare: '>=',
        peer: null,
      }),
    ],
    details: {
      clips: found,
      medianSecondsToDetect: median(found.flatMap(({ seconds }) => seconds ?? [])),
      normalDay: { falseIncidents: day.falseIncidents.map(({ kind }) => kind), minutes: day.hours * 60 },
      drift: {
        flaggedShare: drift.flaggedShare,
        falseIncidents: drift.falseIncidents.map(({ kind }) => kind),
        secondsToDetectTheft: theft?.secondsToDetect ?? null,
      },
    },
  };
}

async function measureClips(baseline: Baseline, options: BenchOptions): Promise<Found[]> {
  const names = readdirSync(`${dataFolder()}clips`)
    .filter(name => name.endsWith('.pcapng.gz'))
    .map(name => `clips/${name.replace('.pcapng.gz', '')}`);
  const found: Found[] = [];
  for (const name of names) {
    if (options.signal.aborted) break;
    const evaluation = await evaluateRecording(name, { baseline, keepsLearning: false });
    for (const incident of evaluation.labelled) {
      found.push({
        kind: incident.kind,
        intensity: name.split('-').at(-1) ?? '',
        isBenign: incident.isBenign,
        seconds: incident.secondsToDetect,
        foundAs: incident.foundAs,
      });
      const seconds = incident.secondsToDetect;
      options.log(
        `${name.replace('clips/', '').padEnd(40)} ${seconds === undefined ? (incident.isBenign ? 'not reported (harmless)' : 'MISSED') : `${seconds.toFixed(1)} s`} ${incident.foundAs.join(', ')}`,
      );
    }
  }
  return found;
}

type Baseline = readonly (readonly [name: string, section: Section])[];

async function learn(name: string): Promise<Baseline> {
  const tracker = new Tracker({ seed: 1 });
  const analyser = new Analyser({ tracker, seed: 1, waits: true });
  analyser.isTraining = true;
  const run = new OfflineRun(tracker, (packet, flow, number) => analyser.add(packet, flow, number));
  await run.read(await open(name));
  analyser.end();
  analyser.trainNow();
  const baseline = analyser.learned.map(part => [part.section, part.save()] as const);
  await analyser.close();
  return baseline;
}

type RecordingOptions = {
  readonly baseline?: Baseline;
  readonly trainRows?: number;
  readonly keepsLearning?: boolean;
};

async function evaluateRecording(name: string, options: RecordingOptions): Promise<Evaluation> {
  const read = await readLabels(`${dataFolder()}${name}.labels.gz`);
  if (!read.ok) throw new Error(read.message);
  const { baseline, trainRows, keepsLearning = false } = options;
  return evaluate({
    test: await open(name),
    labels: read.labels,
    keepsLearning,
    ...(trainRows === undefined ? {} : { trainRows }),
    ...(baseline === undefined
      ? {}
      : {
          prepare: analyser => {
            load(analyser, baseline);
            analyser.isLearning = keepsLearning;
          },
        }),
  });
}

function load(analyser: Analyser, baseline: Baseline): void {
  const parts = new Map(analyser.learned.map(part => [part.section, part]));
  for (const [name, section] of baseline) {
    const problem = parts.get(name)?.load(section);
    if (problem !== undefined) throw new Error(`${name}: ${problem}`);
  }
}

async function open(name: string): Promise<PacketSource> {
  const opened = await openCapture(`${dataFolder()}${name}.pcapng.gz`);
  if (!opened.ok) throw new Error(opened.message);
  return opened.source;
}

/** Of the packets after the first harmless change, as many as the goal speaks of. */
function flaggedAfterShift(drift: Evaluation): number {
  const start = Math.min(...drift.labelled.filter(({ isBenign }) => isBenign).map(({ start: at }) => at));
  const first = drift.times.findIndex(time => time >= start);
  const until = Math.min(drift.packets, first + shiftPackets);
  let flagged = 0;
  for (let row = first; row < until; row += 1) flagged += drift.flagged[row] as number;
  return flagged / Math.max(1, until - first);
}

function within(seconds: number): (found: Found) => boolean {
  return found => found.seconds !== undefined && found.seconds <= seconds;
}

function share(
  name: string,
  of: readonly Found[],
  isGood: (found: Found) => boolean,
  wanted: number,
): BenchGoal {
  const good = of.filter(one => one.seconds !== undefined && isGood(one)).length;
  const value = good / Math.max(1, of.length);
  return goal({ name, value, unit: `share of ${of.length}`, goal: wanted, compare: '>=', peer: null });
}

function number(name: string, value: number, unit: string, wanted: number): BenchGoal {
  return goal({ name, value, unit, goal: wanted, compare: '<=', peer: null });
}
