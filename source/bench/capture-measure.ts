/** One engine's CPU time and loss at several frame sizes and rates, on a virtual cable. */
import { type ChildProcess, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { createInterface } from 'node:readline';
import type { SendResult } from '../testing/frame-sender.ts';
import { delay } from '../testing/live-capture.ts';
import type { NetworkEnd, NetworkPair } from '../testing/network.ts';
import { siblingProgram } from '../testing/sibling.ts';
import type { ConsumerAnswer } from './capture-consumer.ts';
import type { BenchOptions } from './report.ts';

export type Engine = 'ring' | 'cap' | 'tcpdump';

export type Measurement = {
  readonly engine: Engine;
  readonly size: number;
  readonly load: Load;
  readonly offeredPerSecond: number;
  readonly microsecondsPerPacket: number;
  /** 0 … 1, of what was sent. */
  readonly loss: number;
};

export type Load = {
  readonly name: string;
  /** Frames per second; 0 for as many as the senders can. */
  readonly rate: number;
  /** The second shares the consumer's core, as traffic does on a busy machine. */
  readonly senders: 1 | 2;
};

/** Where CPU times are compared: the rate of the table in the design. */
export const comparedLoad: Load = { name: '400k/s', rate: 400_000, senders: 1 };
const heaviestLoad: Load = { name: 'full speed, two senders', rate: 0, senders: 2 };
export const loads: readonly Load[] = [
  { name: '100k/s', rate: 100_000, senders: 1 },
  { name: '200k/s', rate: 200_000, senders: 1 },
  comparedLoad,
  { name: 'full speed', rate: 0, senders: 1 },
  heaviestLoad,
];
export const frameSizes = [64, 512] as const;
const sendSeconds = 1;
const framesAtFullSpeed = 500_000;
const senderCore = 0;
const consumerCore = 1;
const warmUp = { frames: 100_000, rate: 200_000, attempts: 20 } as const;
/** tcpdump's kernel buffer is handed over after a second at the latest. */
const settleMilliseconds: Readonly<Record<Engine, number>> = { ring: 100, cap: 100, tcpdump: 1200 };

export function isInstalled(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** All sizes and rates with one running consumer, so that it is warm as a real capture would be. */
export async function measureEngine(
  pair: NetworkPair,
  engine: Engine,
  options: BenchOptions,
): Promise<Measurement[]> {
  const consumer = new Consumer(pair.left, engine);
  const measurements: Measurement[] = [];
  try {
    // Until the capture is open nothing arrives: send until something does.
    for (let attempt = 0; attempt < warmUp.attempts; attempt++) {
      await consumer.ask(String(frameSizes[0]));
      await send(pair, senderCore, frameSizes[0], warmUp.frames, warmUp.rate);
      if ((await consumer.settled()).counted > 0) break;
    }
    for (const size of frameSizes) {
      for (const load of loads) {
        const wanted =
          !options.quick || (size === frameSizes[0] && (load === comparedLoad || load === heaviestLoad));
        if (!wanted || options.signal.aborted) continue;
        const before = await consumer.ask(String(size));
        const start = cpuMicroseconds(before.processes);
        const results = await sendLoad(pair, load, size);
        const after = await consumer.settled();
        const sent = results.reduce((sum, one) => sum + one.sent, 0);
        measurements.push({
          engine,
          size,
          load,
          offeredPerSecond: results.reduce((sum, one) => sum + one.sent / one.seconds, 0),
          microsecondsPerPacket: (cpuMicroseconds(after.processes) - start) / after.counted,
          loss: Math.max(0, 1 - after.counted / sent),
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

function sendLoad(pair: NetworkPair, { rate, senders }: Load, size: number): Promise<SendResult[]> {
  const count = rate === 0 ? framesAtFullSpeed : rate * sendSeconds;
  const cores = [senderCore, consumerCore].slice(0, senders);
  return Promise.all(cores.map(core => send(pair, core, size, count, rate)));
}

async function send(
  pair: NetworkPair,
  core: number,
  size: number,
  count: number,
  rate: number,
): Promise<SendResult> {
  const program = siblingProgram('../testing/send.ts', import.meta.url);
  const words = [process.execPath, program, '--interface', pair.right.interface];
  const shape = ['--size', String(size), '--count', String(count), '--rate', String(rate)];
  const sender = pair.right.spawn(...pinned(core, [...words, ...shape]));
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
  private readonly engine: Engine;

  constructor(end: NetworkEnd, engine: Engine) {
    this.engine = engine;
    const program = siblingProgram('./capture-consumer.ts', import.meta.url);
    this.child = end.spawn(...pinned(consumerCore, [process.execPath, program, engine, end.interface]));
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
      await delay(settleMilliseconds[this.engine]);
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

function threadsOf(number: number): string[] {
  return readdirSync(`/proc/${number}/task`);
}
