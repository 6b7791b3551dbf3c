/** How much CPU time a captured packet costs, and how many are lost: the ring against `cap` and tcpdump. */
import { type ChildProcess, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { capObstacle } from '../capture/cap.ts';
import type { SendResult } from '../testing/frame-sender.ts';
import { delay } from '../testing/live-capture.ts';
import { createPair, type NetworkEnd, type NetworkPair, skipReason } from '../testing/network.ts';
import type { ConsumerAnswer } from './capture-consumer.ts';
import {
  type Benchmark,
  type BenchGoal,
  type BenchOptions,
  type BenchReport,
  goal,
  goalWithoutPeer,
  median,
  report,
  significant,
} from './report.ts';

const name = 'capture';
const engines = ['ring', 'cap', 'tcpdump'] as const;
type Engine = (typeof engines)[number];

const frameSizes = [64, 512] as const;
/** Offered frames per second; 0 is as many as the sender can. */
const rates = [100_000, 200_000, 400_000, 0] as const;
/** The rate at which engines are compared, as in the table of the design. */
const comparedRate = 400_000;
const comparedSize = 64;
const defaultRuns = 5;
const sendSeconds = 1;
const framesAtFullSpeed = 500_000;
const warmUpFrames = 100_000;
const heavyLoss = 0.3;
const settleMilliseconds = 100;

type Measurement = {
  readonly engine: Engine;
  readonly size: number;
  readonly rate: number;
  readonly offeredPerSecond: number;
  readonly microsecondsPerPacket: number;
  readonly loss: number;
};

export const benchmark: Benchmark = {
  name,
  summary: 'CPU per packet and loss of the ring, against cap and tcpdump',
  run,
};

async function run(options: BenchOptions): Promise<BenchReport> {
  const reason = skipReason();
  const runs = options.runs ?? (options.quick ? 1 : defaultRuns);
  if (reason !== undefined) return report(name, 0, goals([], () => reason), { reason });
  const missing = (engine: Engine): string | undefined => obstacles[engine]();
  const measurements: Measurement[] = [];
  const pair = createPair();
  try {
    for (let round = 1; round <= runs && !options.signal.aborted; round++) {
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
  return report(name, runs, goals(measurements, missing), details(measurements));
}

const obstacles: Readonly<Record<Engine, () => string | undefined>> = {
  ring: () => undefined,
  cap: capObstacle,
  tcpdump: () => (isInstalled('tcpdump') ? undefined : 'tcpdump is not installed'),
};

function isInstalled(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** All sizes and rates with one running consumer, so that it is warm as a real capture would be. */
async function measureEngine(pair: NetworkPair, engine: Engine, options: BenchOptions): Promise<Measurement[]> {
  const consumer = new Consumer(pair.left, engine);
  const measurements: Measurement[] = [];
  try {
    // Until the capture is open nothing arrives: send until something does.
    for (let attempt = 0; attempt < 20; attempt++) {
      await consumer.ask(String(comparedSize));
      await send(pair, comparedSize, warmUpFrames, 200_000);
      if ((await consumer.settled()).counted > 0) break;
    }
    for (const size of frameSizes) {
      for (const rate of rates) {
        if (options.signal.aborted || (options.quick && (size !== comparedSize || rate < comparedRate))) continue;
        const before = await consumer.ask(String(size));
        const start = cpuMicroseconds(before.processes);
        const result = await send(pair, size, rate === 0 ? framesAtFullSpeed : rate * sendSeconds, rate);
        const after = await consumer.settled();
        measurements.push({
          engine,
          size,
          rate,
          offeredPerSecond: result.sent / result.seconds,
          microsecondsPerPacket: (cpuMicroseconds(after.processes) - start) / after.counted,
          loss: Math.max(0, 1 - after.counted / result.sent),
        });
      }
    }
  } finally {
    consumer.stop();
  }
  return measurements;
}

/** Away from the sender, where the machine has more than one core and `taskset`. */
const pinning = cpus().length > 1 && isInstalled('taskset');

function pinned(core: number, words: readonly string[]): [string, ...string[]] {
  const [program = process.execPath, ...rest] = pinning ? ['taskset', '-c', String(core), ...words] : words;
  return [program, ...rest];
}

async function send(pair: NetworkPair, size: number, count: number, rate: number): Promise<SendResult> {
  const program = fileURLToPath(new URL('../testing/send.ts', import.meta.url));
  const words = [process.execPath, program, '--interface', pair.right.interface];
  const shape = ['--size', String(size), '--count', String(count), '--rate', String(rate)];
  const sender = pair.right.spawn(...pinned(0, [...words, ...shape]));
  let text = '';
  sender.stdout?.on('data', part => {
    text += String(part);
  });
  await once(sender, 'close');
  return JSON.parse(text) as SendResult;
}

class Consumer {
  private readonly child: ChildProcess;
  private readonly answers: AsyncIterator<string>;

  constructor(end: NetworkEnd, engine: Engine) {
    const program = fileURLToPath(new URL('./capture-consumer.ts', import.meta.url));
    this.child = end.spawn(...pinned(1, [process.execPath, program, engine, end.interface]));
    if (this.child.stdout === null) throw new Error('a consumer without output');
    this.answers = createInterface(this.child.stdout)[Symbol.asyncIterator]();
  }

  async ask(line: string): Promise<ConsumerAnswer> {
    this.child.stdin?.write(`${line}\n`);
    const answer = await this.answers.next();
    if (answer.done === true) throw new Error('the consumer ended');
    return JSON.parse(answer.value) as ConsumerAnswer;
  }

  /** The count once it no longer grows. */
  async settled(): Promise<ConsumerAnswer> {
    let previous = await this.ask('');
    for (;;) {
      await delay(settleMilliseconds);
      const current = await this.ask('');
      if (current.counted === previous.counted) return current;
      previous = current;
    }
  }

  stop(): void {
    this.child.stdin?.end();
  }
}

/** User and system time together, as the scheduler counts it: in nanoseconds, per thread. */
function cpuMicroseconds(processes: readonly number[]): number {
  let nanoseconds = 0;
  for (const number of processes) {
    for (const thread of threadsOf(number)) {
      const text = readFileSync(`/proc/${number}/task/${thread}/schedstat`, 'utf8');
      nanoseconds += Number(text.split(' ')[0]);
    }
  }
  return nanoseconds / 1000;
}
