/**
 * How long the engine's event loop is held up while models are trained anew and swapped in under load. Packet time
 * runs fast, so that trainings that come every minute or ten come every few seconds.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { openCapture } from '../capture/file.ts';
import { pump } from '../capture/pump.ts';
import { createBatch, type PacketBatch } from '../capture/source.ts';
import { Analyser } from '../detect/analyser.ts';
import { Core } from '../engine/core.ts';
import { type Benchmark, type BenchOptions, type BenchReport, goal, median, report } from './report.ts';
import { writeTraffic } from './traffic-file.ts';

const defaultRuns = 5;
const packetsPerSecond = 50_000;
const tickMilliseconds = 10;
const packetsPerTick = (packetsPerSecond * tickMilliseconds) / 1000;
/** Seconds of packet time in one of ours. */
const speed = 30;
const runSeconds = 20;
const quickSeconds = 5;
/** For the compiler, and for tables to fill. */
const warmUpSeconds = 2;
const preparedPackets = 200_000;
const goalMilliseconds = 20;
const begin = 1_700_000_000;
/** The histogram counts whole delays, its own step included. */
const stepMilliseconds = 1;

type Run = { readonly p99: number; readonly most: number; readonly trainings: number; readonly late: number };

export const benchmark: Benchmark = {
  name: 'retrain',
  summary: 'how long the event loop is held up while models are trained and swapped in at 50,000 packets/s',
  async run(options: BenchOptions): Promise<BenchReport> {
    const runs = options.runs ?? defaultRuns;
    const seconds = options.quick ? quickSeconds : runSeconds;
    const batches = await prepare();
    const learning: Run[] = [];
    const frozen: Run[] = [];
    for (let run = 0; run < runs && !options.signal.aborted; run += 1) {
      const one = await play(batches, seconds, true);
      learning.push(one);
      frozen.push(await play(batches, seconds, false));
      options.log(
        `run ${run + 1} of ${runs}: p99 ${one.p99.toFixed(1)} ms with ${one.trainings} trainings, ${frozen.at(-1)?.p99.toFixed(1)} ms without`,
      );
    }
    const trainings = median(learning.map(run => run.trainings));
    return report(
      'retrain',
      runs,
      [
        goal({
          name: 'event-loop delay p99 while retraining',
          value: median(learning.map(run => run.p99)),
          unit: 'ms',
          goal: goalMilliseconds,
          compare: '<=',
          peer: null,
        }),
        // Without any, the goal above would say nothing.
        goal({ name: 'trainings in a run', value: trainings, unit: '', goal: 4, compare: '>=', peer: null }),
      ],
      {
        packetsPerSecond,
        'packet time runs so many times as fast': speed,
        seconds,
        'p99 without learning, ms': median(frozen.map(run => run.p99)),
        'longest delay while retraining, ms': learning.map(run => Math.round(run.most)),
        'longest without learning, ms': frozen.map(run => Math.round(run.most)),
        'models that came late': median(learning.map(run => run.late)),
      },
    );
  },
};

/** Batches of a tick each, with bytes of their own. */
async function prepare(): Promise<readonly PacketBatch[]> {
  const folder = mkdtempSync(join(tmpdir(), 'oddwire-retrain-'));
  const batches: PacketBatch[] = [];
  try {
    const opened = await openCapture(writeTraffic(join(folder, 'traffic.pcap'), preparedPackets, 1).path);
    if (!opened.ok) throw new Error(opened.message);
    let batch = createBatch(packetsPerTick);
    await pump(opened.source, {
      notice: () => undefined,
      packets: read => {
        const memory = read.memory.slice();
        for (let index = 0; index < read.count; index += 1) {
          if (batch.count > 0 && (batch.count === packetsPerTick || batch.memory !== memory)) {
            batches.push(batch);
            batch = createBatch(packetsPerTick);
          }
          batch.memory = memory;
          const at = batch.count;
          for (const column of ['offset', 'captured', 'length', 'nanoseconds', 'linkType'] as const)
            batch[column][at] = read[column][index] as number;
          batch.count += 1;
        }
      },
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return batches;
}

async function play(batches: readonly PacketBatch[], seconds: number, isLearning: boolean): Promise<Run> {
  let analyser: Analyser | undefined;
  const core = new Core({
    makeAnalysis: tracker => {
      analyser = new Analyser({ tracker, seed: 1, waits: false });
      analyser.isLearning = isLearning;
      return analyser;
    },
  });
  const delay = monitorEventLoopDelay({ resolution: stepMilliseconds });
  const begun = performance.now();
  const ends = begun + (warmUpSeconds + seconds) * 1000;
  let next = 0;
  for (let tick = 0; performance.now() < ends; tick += 1) {
    if (tick === (warmUpSeconds * 1000) / tickMilliseconds) delay.enable();
    for (let packets = 0; packets < packetsPerTick; ) {
      const batch = batches[next % batches.length] as PacketBatch;
      next += 1;
      batch.seconds.fill(begin + Math.floor((tick * tickMilliseconds * speed) / 1000));
      core.packets(batch);
      packets += batch.count;
    }
    await pause(Math.max(0, begun + (tick + 1) * tickMilliseconds - performance.now()));
  }
  delay.disable();
  const facts = analyser?.facts;
  await analyser?.close();
  return {
    p99: delay.percentile(99) / 1e6 - stepMilliseconds,
    most: delay.max / 1e6,
    // The first of each level is no retraining, but a training all the same.
    trainings: (facts?.retrainings ?? 0) + (facts?.models.filter(model => model.trainedAt > 0).length ?? 0),
    late: facts?.lateModels ?? 0,
  };
}
