/** Memory of both processes: two million sockets replayed at full speed, then traffic for as long as asked. */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { tcpFrame } from '../testing/frames.ts';
import { createPair, skipReason } from '../testing/network.ts';
import { engineOf, openScreen, screenOf } from '../testing/screen.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import type { TestTerminal } from '../testing/terminal.ts';
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
import { openLive, pause, startTraffic } from './screen-measure.ts';

const name = 'soak';
const mostMegabytes = 350;
const defaultMinutes = 2;
const sockets = 2_000_000;
const quickSockets = 100_000;
const kilobytesPerMegabyte = 1024;
const millisecondsPerSecond = 1000;
const secondsPerMinute = 60;

type MemorySample = {
  readonly seconds: number;
  readonly screen: number;
  readonly engine: number;
  /** The plain sum of the two, in which what they share counts twice. */
  readonly sum: number;
  /** Both, with what they share counted once. */
  readonly together: number;
};

export const benchmark: Benchmark = {
  name,
  summary: 'memory of both processes after 2,000,000 sockets, and over --minutes of traffic',
  run,
};

async function run(options: BenchOptions): Promise<BenchReport> {
  const replay = await replaySockets(options);
  const reason = skipReason();
  const live = reason === undefined ? await soak(options) : [];
  if (reason !== undefined) options.log(`no live traffic: ${reason}`);
  return report(name, 1, goalsOf(replay, live, reason), {
    mostResident: { unit: 'MB', replay: mostSum(replay), live: mostSum(live) },
    replay: thinned(replay),
    live: thinned(live),
  });
}

/** Plays a file in which every packet is a socket of its own. */
async function replaySockets(options: BenchOptions): Promise<MemorySample[]> {
  using folder = temporaryFolder();
  const count = options.quick ? quickSockets : sockets;
  const path = join(folder.path, 'sockets.pcap');
  writeSockets(path, count);
  const terminal = openScreen(['-r', path, '--speed', 'max', '--keep-root'], { columns: 120, rows: 40 });
  try {
    const samples: MemorySample[] = [];
    const started = performance.now();
    await terminal.waitFor('1 packets');
    while (!options.signal.aborted && !/■ ended/.test(terminal.screen()[0] ?? '')) {
      samples.push(memoryOf(terminal, started));
      await pause(200);
    }
    await pause(millisecondsPerSecond);
    samples.push(memoryOf(terminal, started));
    options.log(`${count.toLocaleString('en-US')} sockets: ${describe(samples)}`);
    return samples;
  } finally {
    await terminal.close();
  }
}

async function soak(options: BenchOptions): Promise<MemorySample[]> {
  const minutes = options.minutes ?? (options.quick ? 0.2 : defaultMinutes);
  const pair = createPair();
  const terminal = await openLive(pair, { columns: 120, rows: 40 });
  const seconds = Math.ceil(minutes * secondsPerMinute);
  const ports = Array.from({ length: 200 }, (_, index) => 1000 + index * 37).join(',');
  const sender = startTraffic(pair, 20_000, seconds + 5, ports);
  try {
    const samples: MemorySample[] = [];
    const started = performance.now();
    const every = Math.max(1, seconds / 240);
    let screen = 1;
    while (!options.signal.aborted && performance.now() - started < seconds * millisecondsPerSecond) {
      await pause(every * millisecondsPerSecond);
      samples.push(memoryOf(terminal, started));
      // Somebody looks at all screens.
      screen = (screen % 4) + 1;
      terminal.write(String(screen));
    }
    options.log(`${minutes} minutes of traffic: ${describe(samples)}`);
    return samples;
  } finally {
    sender.kill();
    await terminal.close();
    pair.remove();
  }
}

function goalsOf(
  replay: readonly MemorySample[],
  live: readonly MemorySample[],
  reason: string | undefined,
): BenchGoal[] {
  const most = Math.max(...replay.map(one => one.together));
  const flat = { name: 'growth in the later half', unit: 'MB', goal: 15, compare: '<=' as const };
  return [
    goal({
      name: 'both processes together (shared pages once), 2,000,000 sockets',
      value: most,
      unit: 'MB',
      goal: mostMegabytes,
      compare: '<=',
      peer: null,
    }),
    live.length < 8
      ? goalWithoutPeer(flat, reason ?? 'too short to say')
      : goal({ ...flat, value: growth(live), peer: null }),
  ];
}

/** The last quarter against the third: a leak goes on, caches fill up. */
function growth(samples: readonly MemorySample[]): number {
  const totals = samples.map(one => one.together);
  const quarter = Math.floor(totals.length / 4);
  return median(totals.slice(-quarter)) - median(totals.slice(-2 * quarter, -quarter));
}

function memoryOf(terminal: TestTerminal, started: number): MemorySample {
  const [screen, engine] = [screenOf(terminal.pid), engineOf(terminal.pid)];
  const [screenMegabytes, engineMegabytes] = [
    megabytes(screen, 'status', 'VmRSS'),
    megabytes(engine, 'status', 'VmRSS'),
  ];
  return {
    seconds: significant((performance.now() - started) / millisecondsPerSecond),
    screen: screenMegabytes,
    engine: engineMegabytes,
    sum: screenMegabytes + engineMegabytes,
    together: megabytes(screen, 'smaps_rollup', 'Pss') + megabytes(engine, 'smaps_rollup', 'Pss'),
  };
}

function megabytes(pid: number | undefined, file: string, field: string): number {
  try {
    const text = readFileSync(`/proc/${pid}/${file}`, 'utf8');
    return Number(new RegExp(`^${field}:\\s*(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) / kilobytesPerMegabyte;
  } catch {
    return 0;
  }
}

function mostSum(samples: readonly MemorySample[]): number {
  return significant(Math.max(0, ...samples.map(one => one.sum)));
}

function describe(samples: readonly MemorySample[]): string {
  const most = Math.max(...samples.map(one => one.together));
  const last = samples.at(-1);
  return `at most ${most.toFixed(0)} MB, shared pages counted once (${mostSum(samples)} MB counted twice); resident at the end: screen ${last?.screen.toFixed(0)}, engine ${last?.engine.toFixed(0)} MB`;
}

function thinned(samples: readonly MemorySample[]): MemorySample[] {
  const kept = 40;
  const step = Math.max(1, Math.ceil(samples.length / kept));
  return samples.filter((_, index) => index % step === 0 || index === samples.length - 1);
}

/** A capture of SYNs, 10 µs apart, no two from the same address and port. */
function writeSockets(path: string, count: number): void {
  const frame = tcpFrame(1024, 443, new Uint8Array(0), 0x02);
  const headerBytes = 16;
  const recordBytes = headerBytes + frame.length;
  const perWrite = 10_000;
  const microsecondsApart = 10;
  const microsecondsPerSecond = 1_000_000;
  const sourceAddress = 26;
  const sourcePort = 34;
  const file = openSync(path, 'w', 0o600);
  const start = new DataView(new ArrayBuffer(24));
  for (const [at, value] of [
    [0, 0xa1b2c3d4],
    [4, 0x0004_0002],
    [16, 65_535],
    [20, 1],
  ] as const)
    start.setUint32(at, value, true);
  writeSync(file, new Uint8Array(start.buffer));
  const bytes = new Uint8Array(perWrite * recordBytes);
  const view = new DataView(bytes.buffer);
  for (let first = 0; first < count; first += perWrite) {
    const records = Math.min(perWrite, count - first);
    for (let index = 0; index < records; index++) {
      const number = first + index;
      const at = index * recordBytes;
      const time = number * microsecondsApart;
      view.setUint32(at, 1_700_000_000 + Math.floor(time / microsecondsPerSecond), true);
      view.setUint32(at + 4, time % microsecondsPerSecond, true);
      view.setUint32(at + 8, frame.length, true);
      view.setUint32(at + 12, frame.length, true);
      bytes.set(frame, at + headerBytes);
      // 50 ports of each of many addresses.
      const portsEach = 50;
      view.setUint32(at + headerBytes + sourceAddress, 0x0a00_0000 + Math.floor(number / portsEach));
      view.setUint16(at + headerBytes + sourcePort, 20_000 + (number % portsEach));
    }
    writeSync(file, bytes, 0, records * recordBytes);
  }
  closeSync(file);
}
