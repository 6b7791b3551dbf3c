/**
 * Growing and scoring isolation forests: the WebAssembly kernel, its twin in TypeScript, the package that grows
 * the trees, and scikit-learn. Scoring is measured in time of one core; our scorers and the package take turns in
 * every round, so that a noisy machine is noisy for all.
 *
 * Ours has the same shape and speed whatever it was grown on. Peers are fastest with a forest grown on 256 rows,
 * where theirs are as deep as ours: scikit-learn is measured with that, the package with that and with the same
 * rows as ours.
 */
import { IsolationForest } from 'ml-isolation-forest';
import { rocArea } from '../detect/evaluate/ranking.ts';
import type { CompiledForest } from '../detect/forest/compiled-forest.ts';
import { ForestGrower } from '../detect/forest/grow.ts';
import { createScorer, type ForestScorer } from '../detect/forest/score.ts';
import { builtKernel } from '../detect/forest/wasm-kernel.ts';
import { compileKernel } from '../testing/compile-kernel.ts';
import { syntheticRows } from '../testing/labelled-rows.ts';
import { readNslKdd } from '../testing/nsl-kdd.ts';
import { scoreRows } from '../testing/score-rows.ts';
import { askScikitLearn, type PeerAnswer } from './forest-peer.ts';
import {
  type BenchGoal,
  type Benchmark,
  type BenchOptions,
  type BenchReport,
  goal,
  goalWithoutPeer,
  median,
  report,
  significant,
} from './report.ts';

/** Of this thread alone where Node can tell (23.9). */
const used: typeof process.cpuUsage = process.threadCpuUsage ?? process.cpuUsage;
const defaultRuns = 7;
const leastMilliseconds = 300;
const columns = 16;
const trees = 100;
const depth = 8;
const sampleSize = 4096;
const peerSampleSize = 256;
const seeds = [1, 2, 3, 4, 5];
/**
 * Ours beside scikit-learn's, which grows as high as a sample allows: the first two are the same forest there and
 * here. The last has no equal: a large sample scored at the price of a small one. It must not fall below
 * scikit-learn's forest of the same height, its default.
 */
const compared: readonly Shape[] = [
  { sampleSize: 256, depth: 8, peerSampleSize: 256 },
  { sampleSize: 4096, depth: 12, peerSampleSize: 4096 },
  { sampleSize: 4096, depth: 8, peerSampleSize: 256 },
];
const accuracyMargin = 0.005;
const nslGoal = 0.957;
const packageName = 'predict of ml-isolation-forest 0.1.0, grown on';
const noScikitLearn = 'scikit-learn is not installed (Debian: apt-get install python3-sklearn)';

type Shape = { readonly sampleSize: number; readonly depth: number; readonly peerSampleSize: number };
type Area = Shape & { readonly name: string; readonly mean: number; readonly peer: number | undefined };

export const benchmark: Benchmark = {
  name: 'forest',
  summary: 'grows and scores isolation forests',
  async run(options: BenchOptions): Promise<BenchReport> {
    const runs = options.runs ?? defaultRuns;
    const set = syntheticRows(columns);
    const batch = options.quick ? set.test.subarray(0, 2048 * columns) : set.test;
    const datasets = [readNslKdd(), set].filter(found => found !== undefined);
    if (datasets.length === 1) options.log('NSL-KDD is not beside the repository: its accuracy is left out');

    const kernel = builtKernel() ?? compileKernel('forest');
    const grower = new ForestGrower();
    const sample = set.train.subarray(0, sampleSize * columns);
    const training: number[] = [];
    let forest: CompiledForest | undefined;
    for (let run = 0; run < runs; run += 1) {
      const grown = await grower.grow(sample, { columns, trees, depth, sampleSize, seed: run });
      // The first round compiles the code of the thread, too; it counts like the others.
      training.push(grown.milliseconds);
      forest = grown.forest;
    }
    if (forest === undefined) throw new Error('No run, no forest.');
    options.log(`growing ${trees} trees on ${sampleSize} rows: ${median(training).toFixed(0)} ms`);

    const speed = measureSpeed(forest, kernel, set.train, batch, runs);
    for (const [what, value] of Object.entries(speed)) options.log(`${what}: ${value.toPrecision(4)}`);

    const peer = askScikitLearn({
      datasets,
      sampleSizes: [...new Set(compared.map(shape => shape.peerSampleSize))],
      seeds,
      speed: { columns, sampleSize: peerSampleSize, runs, train: set.train, batch },
    });
    const areas: Area[] = [];
    for (const rows of datasets) {
      for (const shape of compared) {
        const found: number[] = [];
        for (const seed of seeds) {
          const grown = await grower.grow(rows.train, {
            columns: rows.columns,
            trees,
            seed,
            sampleSize: shape.sampleSize,
            depth: shape.depth,
          });
          const scores = scoreRows(createScorer(grown.forest, { kernel }), rows.test, rows.columns);
          found.push(rocArea(scores, rows.labels));
        }
        const theirs = peer?.areas.find(
          area => area.name === rows.name && area.sampleSize === shape.peerSampleSize,
        );
        const area = { name: rows.name, ...shape, mean: mean(found), peer: theirs && mean(theirs.values) };
        areas.push(area);
        options.log(`${area.name}, ψ ${area.sampleSize}, depth ${area.depth}: AUC ${area.mean.toFixed(4)}`);
      }
    }
    await grower.close();
    return report('forest', runs, goals(speed, median(training), areas, peer), {
      'batch rows': batch.length / columns,
      columns,
      trees,
      depth,
      'grown on rows': sampleSize,
      'growing, ms': significant(median(training)),
      ...Object.fromEntries(Object.entries(speed).map(([what, value]) => [what, significant(value)])),
      'scikit-learn': peer?.version ?? null,
      'scikit-learn rows/s': peer === undefined ? null : significant(median(peer.rowsPerSecond)),
      'scikit-learn fit on 256 rows, ms':
        peer === undefined ? null : significant(median(peer.fitMilliseconds)),
      areas,
    });
  },
};

type Speed = {
  'WebAssembly, rows/s': number;
  'TypeScript, rows/s': number;
  'package, rows/s': number;
  'package grown on 4,096 rows, rows/s': number;
  'WebAssembly, one row, µs': number;
  'TypeScript, one row, µs': number;
  'WebAssembly : package': number;
  'WebAssembly : package grown on 4,096 rows': number;
  'WebAssembly : TypeScript': number;
};

function measureSpeed(
  forest: CompiledForest,
  kernel: WebAssembly.Module,
  train: Float32Array,
  batch: Float32Array,
  runs: number,
): Speed {
  const wasm = createScorer(forest, { kernel });
  const plain = createScorer(forest, { kernel: undefined });
  const [packaged, packagedAlike] = [peerSampleSize, sampleSize].map(size => {
    const grown = new IsolationForest({ nEstimators: trees });
    grown.train(nested(train.subarray(0, size * columns)));
    return grown;
  });
  // The package takes so long that it gets fewer rows.
  const fewer = nested(batch.subarray(0, Math.min(batch.length, 4096 * columns)));
  const batchOf = (scorer: ForestScorer) => (): number =>
    rateOf(batch, () => scoreRows(scorer, batch, columns));
  const oneOf = (scorer: ForestScorer) => (): number =>
    1e6 / rateOf(batch, () => scoreOneByOne(scorer, batch));
  const measures: readonly (() => number)[] = [
    batchOf(wasm),
    batchOf(plain),
    () => (fewer.length / timed(() => packaged?.predict(fewer))) * 1000,
    () => (fewer.length / timed(() => packagedAlike?.predict(fewer))) * 1000,
    oneOf(wasm),
    oneOf(plain),
  ];
  const found = measures.map(() => [] as number[]);
  // The first round is for the compiler.
  for (let run = 0; run <= runs; run += 1) {
    for (const [index, measure] of measures.entries()) {
      const value = measure();
      if (run > 0) found[index]?.push(value);
    }
  }
  const [fast = [], slow = [], theirs = [], theirsAlike = [], one = [], slowOne = []] = found;
  const ratio = (other: number[]): number => median(fast.map((value, run) => value / (other[run] as number)));
  return {
    'WebAssembly, rows/s': median(fast),
    'TypeScript, rows/s': median(slow),
    'package, rows/s': median(theirs),
    'package grown on 4,096 rows, rows/s': median(theirsAlike),
    'WebAssembly, one row, µs': median(one),
    'TypeScript, one row, µs': median(slowOne),
    'WebAssembly : package': ratio(theirs),
    'WebAssembly : package grown on 4,096 rows': ratio(theirsAlike),
    'WebAssembly : TypeScript': ratio(slow),
  };
}

function goals(
  speed: Speed,
  growing: number,
  areas: readonly Area[],
  peer: PeerAnswer | undefined,
): BenchGoal[] {
  const times = { name: 'kernel : scikit-learn', unit: '×', goal: 15, compare: '>=' } as const;
  const atLeast = (name: string, value: number, unit: string, least: number, against: string | null) =>
    goal({ name, value, unit, goal: least, compare: '>=', peer: against });
  const atMost = (name: string, value: number, unit: string, most: number) =>
    goal({ name, value, unit, goal: most, compare: '<=', peer: null });
  return [
    atLeast('scored on one core', speed['WebAssembly, rows/s'], 'rows/s', 500_000, null),
    atLeast(
      'kernel : package',
      speed['WebAssembly : package grown on 4,096 rows'],
      '×',
      20,
      `${packageName} the same rows`,
    ),
    atLeast(
      'kernel : package at its fastest',
      speed['WebAssembly : package'],
      '×',
      20,
      `${packageName} 256 rows`,
    ),
    peer === undefined
      ? goalWithoutPeer(times, noScikitLearn)
      : goal({
          ...times,
          value: speed['WebAssembly, rows/s'] / median(peer.rowsPerSecond),
          peer: `score_samples of scikit-learn ${peer.version}`,
        }),
    atMost('one row', speed['WebAssembly, one row, µs'], 'µs', 8),
    atMost(`growing ${trees} trees on ${sampleSize} rows`, growing, 'ms', 1500),
    ...areas.map(area => accuracyGoal(area, peer)),
    ...areas
      .filter(area => area.name === 'NSL-KDD' && area.sampleSize === sampleSize)
      .map(area => atLeast(`AUC on ${nameOf(area)}`, area.mean, '', nslGoal, null)),
  ];
}

function nameOf(area: Area): string {
  return `${area.name}, ψ ${area.sampleSize}, depth ${area.depth}`;
}

function accuracyGoal(area: Area, peer: PeerAnswer | undefined): BenchGoal {
  const isSame = area.peerSampleSize === area.sampleSize;
  const name = `AUC on ${nameOf(area)}, ${isSame ? 'away from' : 'below'} scikit-learn, ψ ${area.peerSampleSize}`;
  const measure = { name, unit: '', goal: accuracyMargin, compare: '<=' } as const;
  if (peer === undefined || area.peer === undefined) return goalWithoutPeer(measure, noScikitLearn);
  const less = area.peer - area.mean;
  return goal({
    ...measure,
    value: isSame ? Math.abs(less) : Math.max(0, less),
    peer: `scikit-learn ${peer.version}: ${area.peer.toFixed(4)}; ours ${area.mean.toFixed(4)}`,
  });
}

function scoreOneByOne(scorer: ForestScorer, rows: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < rows.length; at += columns) sum += scorer.scoreRow(rows, at);
  return sum;
}

/** Rows a second. */
function rateOf(rows: Float32Array, work: () => unknown): number {
  return (rows.length / columns / timed(work)) * 1000;
}

/**
 * Milliseconds of this core: what others on the machine take is not counted, for nobody here. Kernels may count in steps
 * of some milliseconds, so it is done again until that does not matter.
 */
function timed(work: () => unknown): number {
  const begun = used();
  for (let times = 1; ; times += 1) {
    work();
    const { user, system } = used(begun);
    const milliseconds = (user + system) / 1000;
    if (milliseconds >= leastMilliseconds) return milliseconds / times;
  }
}

function nested(rows: Float32Array): number[][] {
  return Array.from({ length: rows.length / columns }, (_, row) => [
    ...rows.subarray(row * columns, (row + 1) * columns),
  ]);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
