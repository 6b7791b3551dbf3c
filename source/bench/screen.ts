/** What the screen costs, how fast it answers, and that it forgets what it has drawn. */
import { createPair, type NetworkPair, skipReason } from '../testing/network.ts';
import { siblingProgram } from '../testing/sibling.ts';
import { builtProgram } from '../testing/terminal.ts';
import { runChild } from './child.ts';
import {
  type BenchGoal,
  type Benchmark,
  type BenchOptions,
  type BenchReport,
  goal,
  goalWithoutPeer,
  median,
  quantile,
  report,
  significant,
} from './report.ts';
import {
  type Latency,
  measureCost,
  measureLatency,
  measureStart,
  type ScreenCost,
} from './screen-measure.ts';

const name = 'screen';
const defaultRuns = 5;
const sizes = [
  { columns: 120, rows: 40 },
  { columns: 80, rows: 24 },
] as const;
const rates = [0, 1000, 10_000] as const;
const floodRate = 200_000;

type RowsRun = {
  readonly rows: number;
  readonly heap: readonly number[];
  readonly millisecondsPerFrame: number;
};

type Results = {
  readonly starts: number[];
  readonly costs: ScreenCost[];
  readonly idle: Latency[];
  readonly flood: Latency[];
  rows: RowsRun | undefined;
};

export const benchmark: Benchmark = {
  name,
  summary: 'CPU, bytes and frames of the screen; key to frame idle and in a flood; heap after a million rows',
  run,
};

async function run(options: BenchOptions): Promise<BenchReport> {
  const runs = options.runs ?? (options.quick ? 1 : defaultRuns);
  const results: Results = { starts: [], costs: [], idle: [], flood: [], rows: undefined };
  const reason = skipReason();
  if (reason === undefined) {
    const pair = createPair();
    try {
      for (let round = 1; round <= runs && !options.signal.aborted; round++) {
        await measureRound(pair, options, results);
        options.log(`run ${round} of ${runs} done`);
      }
    } finally {
      pair.remove();
    }
  } else options.log(`only drawing can be measured here: ${reason}`);
  if (!options.signal.aborted) results.rows = await drawRows(options);
  return report(name, runs, goalsOf(results, reason ?? 'not measured'), detailsOf(results));
}

async function measureRound(pair: NetworkPair, options: BenchOptions, results: Results): Promise<void> {
  const seconds = options.quick ? 3 : 8;
  const presses = options.quick ? 20 : 100;
  results.starts.push(await measureStart(pair));
  options.log(`start to first frame: ${results.starts.at(-1)?.toFixed(3)} s`);
  for (const size of sizes) {
    for (const rate of rates) {
      if (options.signal.aborted) return;
      const cost = await measureCost(pair, size, rate, seconds);
      results.costs.push(cost);
      options.log(
        `${size.columns}×${size.rows}, ${rate} pps: screen ${cost.screenPercent.toFixed(1)} %, engine ${cost.enginePercent.toFixed(1)} %, ${cost.bytesPerSecond.toFixed(0)} bytes/s, ${cost.framesPerSecond.toFixed(1)} frames/s`,
      );
    }
  }
  results.idle.push(await measureLatency(pair, 0, presses));
  results.flood.push(await measureLatency(pair, floodRate, presses));
  const [idle, flood] = [results.idle.at(-1), results.flood.at(-1)];
  options.log(
    `key to frame: idle p99 ${p99(idle?.samples).toFixed(0)} ms, flood p99 ${p99(flood?.samples).toFixed(0)} ms, dropped ${flood?.dropped}`,
  );
}

async function drawRows(options: BenchOptions): Promise<RowsRun | undefined> {
  const rows = options.quick ? 20_000 : 1_000_000;
  options.log(`drawing ${rows.toLocaleString('en-US')} distinct rows …`);
  // Screens are built, not run from their sources.
  const program = import.meta.url.endsWith('.ts')
    ? builtProgram.replace(/cli\.js$/, 'bench/screen-rows.js')
    : siblingProgram('./screen-rows.ts', import.meta.url);
  const child = await runChild(process.execPath, ['--expose-gc', program, String(rows)], {
    output: 'keep',
    // The compiler puts React's import before all others: only its starter can say which React.
    environment: { ...process.env, NODE_ENV: 'production' },
    signal: options.signal,
  });
  if (child.exitCode !== 0) {
    options.log(`drawing rows failed: ${child.complaint}`);
    return undefined;
  }
  return JSON.parse(child.output) as RowsRun;
}

function p99(samples: readonly number[] = []): number {
  return quantile(samples, 0.99);
}

function goalsOf(results: Results, reason: string): BenchGoal[] {
  const busy = results.costs.filter(cost => cost.columns === 120 && cost.packetsPerSecond === 10_000);
  const floodSamples = results.flood.flatMap(one => one.samples);
  const drops = results.flood.flatMap(one => (one.dropped === undefined ? [] : [one.dropped]));
  const { rows } = results;
  const measured = [
    ['screen CPU, 120×40, 10k pps', '% of a core', 8, median(busy.map(cost => cost.screenPercent))],
    [
      'bytes to the terminal, 120×40, 10k pps',
      'bytes/s',
      4096,
      median(busy.map(cost => cost.bytesPerSecond)),
    ],
    ['key to frame p99, 200k pps', 'ms', 60, p99(floodSamples)],
    ['packets dropped, 200k pps', 'packets', 0, drops.length === 0 ? Number.NaN : Math.max(...drops)],
    ['start to first frame', 's', 0.7, median(results.starts)],
    ['heap growth while drawing distinct rows', 'MB', 3, rows === undefined ? Number.NaN : growth(rows.heap)],
  ] as const;
  return measured.map(([title, unit, wanted, value]) => {
    const measure = { name: title, unit, goal: wanted, compare: '<=' as const };
    return Number.isNaN(value) ? goalWithoutPeer(measure, reason) : goal({ ...measure, value, peer: null });
  });
}

/** From the first sample after warming up to the median of the later half. */
function growth(heap: readonly number[]): number {
  return median(heap.slice(Math.floor(heap.length / 2))) - (heap[0] ?? Number.NaN);
}

function detailsOf(results: Results): Record<string, unknown> {
  const costs = sizes.flatMap(({ columns, rows }) =>
    rates.map(packetsPerSecond => {
      const same = results.costs.filter(
        cost => cost.columns === columns && cost.packetsPerSecond === packetsPerSecond,
      );
      const middle = (
        key: 'screenPercent' | 'enginePercent' | 'bytesPerSecond' | 'framesPerSecond',
      ): number => significant(median(same.map(cost => cost[key])), 3);
      return {
        screen: `${columns}×${rows}`,
        packetsPerSecond,
        screenPercent: middle('screenPercent'),
        enginePercent: middle('enginePercent'),
        bytesPerSecond: middle('bytesPerSecond'),
        framesPerSecond: middle('framesPerSecond'),
      };
    }),
  );
  const latency = (all: readonly Latency[]) => {
    const samples = all.flatMap(one => one.samples);
    return {
      samples: samples.length,
      p50: significant(quantile(samples, 0.5), 3),
      p99: significant(p99(samples), 3),
      dropped: all.map(one => one.dropped ?? null),
    };
  };
  return {
    costs,
    keyToFrame: { idle: latency(results.idle), flood: latency(results.flood) },
    startSeconds: results.starts.map(one => significant(one, 3)),
    rows: results.rows ?? null,
  };
}
