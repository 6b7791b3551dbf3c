/** How much CPU time a captured packet costs, and how many are lost: the ring against `cap` and tcpdump. */
import { capObstacle } from '../capture/cap.ts';
import { createPair, skipReason } from '../testing/network.ts';
import {
  comparedLoad,
  type Engine,
  frameSizes,
  isInstalled,
  type Load,
  loads,
  type Measurement,
  measureEngine,
} from './capture-measure.ts';
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

const name = 'capture';
const engines: readonly Engine[] = ['ring', 'cap', 'tcpdump'];
const defaultRuns = 5;
/** How much of `cap`'s and of tcpdump's CPU time the ring may take. */
const shareOfCap = 1 / 8;
const shareOfTcpdump = 1 / 2;
const heavyLoss = 0.3;

export const benchmark: Benchmark = {
  name,
  summary: 'CPU per packet and loss of the ring, against cap and tcpdump',
  run,
};

const obstacles: Readonly<Record<Engine, () => string | undefined>> = {
  ring: () => undefined,
  cap: capObstacle,
  tcpdump: () => (isInstalled('tcpdump') ? undefined : 'tcpdump is not installed'),
};

async function run(options: BenchOptions): Promise<BenchReport> {
  const reason = skipReason();
  if (reason !== undefined)
    return report(
      name,
      0,
      goals([], () => reason),
      { reason },
    );
  const runs = options.runs ?? (options.quick ? 1 : defaultRuns);
  const missing = (engine: Engine): string | undefined => obstacles[engine]();
  const measurements: Measurement[] = [];
  const pair = createPair();
  try {
    for (let round = 1; round <= runs && !options.signal.aborted; round++) {
      // In turn within each round, so that what else the machine does is shared fairly.
      for (const engine of engines) {
        if (missing(engine) !== undefined || options.signal.aborted) continue;
        const measured = await measureEngine(pair, engine, options);
        measurements.push(...measured);
        options.log(`run ${round} of ${runs}, ${engine}: ${measured.map(describe).join(' · ')}`);
      }
    }
  } finally {
    pair.remove();
  }
  return report(name, runs, goals(measurements, missing), { medians: summary(measurements) });
}

function goals(all: readonly Measurement[], missing: (engine: Engine) => string | undefined): BenchGoal[] {
  return [
    ...frameSizes.flatMap(size => [
      costGoal(all, size, 'cap', 'cap', shareOfCap, missing('cap')),
      costGoal(all, size, 'tcpdump', 'tcpdump -w - piped into Node', shareOfTcpdump, missing('tcpdump')),
    ]),
    lossGoal(all, missing('cap')),
  ];
}

function costGoal(
  all: readonly Measurement[],
  size: number,
  peer: Engine,
  peerName: string,
  share: number,
  obstacle: string | undefined,
): BenchGoal {
  const measure = {
    name: `CPU per packet of the ring as a share of ${peerName}, ${size}-byte frames, ${comparedLoad.name}`,
    unit: 'ratio',
    goal: share,
    compare: '<=',
  } as const;
  const ours = cost(all, 'ring', size);
  const theirs = cost(all, peer, size);
  if (obstacle !== undefined || Number.isNaN(ours) || Number.isNaN(theirs))
    return goalWithoutPeer(measure, obstacle ?? 'not measured');
  const shown = `${peerName}: ${significant(theirs, 3)} µs a packet, ring: ${significant(ours, 3)} µs`;
  return goal({ ...measure, value: ours / theirs, peer: shown });
}

/** The highest rate at which `cap` loses heavily is where the ring must lose nothing. */
function lossGoal(all: readonly Measurement[], obstacle: string | undefined): BenchGoal {
  const measure = { name: 'loss of the ring where cap loses more than 30 %', unit: '%', goal: 0 } as const;
  const heavy = loads
    .flatMap(load => frameSizes.map(size => ({ load, size })))
    .filter(({ load, size }) => loss(all, 'cap', size, load) > heavyLoss);
  if (obstacle !== undefined || heavy.length === 0) {
    const reason = obstacle ?? 'cap lost less than 30 % at every rate this machine can offer';
    return goalWithoutPeer({ ...measure, compare: '<=' }, reason);
  }
  const worst = Math.max(...heavy.map(({ load, size }) => loss(all, 'ring', size, load)));
  const peers = heavy.map(
    ({ load, size }) => `${size} bytes at ${load.name}: cap lost ${percent(loss(all, 'cap', size, load))} %`,
  );
  return goal({ ...measure, compare: '<=', value: percent(worst), peer: peers.join('; ') });
}

function cost(all: readonly Measurement[], engine: Engine, size: number, load: Load = comparedLoad): number {
  return median(select(all, engine, size, load).map(one => one.microsecondsPerPacket));
}

function loss(all: readonly Measurement[], engine: Engine, size: number, load: Load): number {
  return median(select(all, engine, size, load).map(one => one.loss));
}

function select(all: readonly Measurement[], engine: Engine, size: number, load: Load): Measurement[] {
  return all.filter(one => one.engine === engine && one.size === size && one.load === load);
}

function summary(all: readonly Measurement[]): unknown[] {
  return engines.flatMap(engine =>
    frameSizes.flatMap(size =>
      loads
        .filter(load => select(all, engine, size, load).length > 0)
        .map(load => ({
          engine,
          size,
          load: load.name,
          offeredPerSecond: Math.round(
            median(select(all, engine, size, load).map(one => one.offeredPerSecond)),
          ),
          microsecondsPerPacket: significant(cost(all, engine, size, load), 3),
          lossPercent: percent(loss(all, engine, size, load)),
        })),
    ),
  );
}

function describe({ size, load, microsecondsPerPacket, loss: lost }: Measurement): string {
  return `${size} B at ${load.name}: ${significant(microsecondsPerPacket, 3)} µs, lost ${percent(lost)} %`;
}

function percent(share: number): number {
  return significant(share * 100, 3);
}
