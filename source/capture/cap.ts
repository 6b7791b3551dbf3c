/**
 * The portable engine: libpcap through the npm package `cap`, run in a process of its own.
 *
 * It knows less than the ring, and says so: drops are `undefined`, stamps are the time of arrival here
 * rather than the kernel's, frames end at 65,535 bytes.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { endOfInput } from './byte-input.ts';
import type { CapAnswer, CapRequest } from './cap-process.ts';
import { PcapReader } from './pcap-reader.ts';
import { RecordBuffer } from './record-buffer.ts';
import { linkTypes } from './ring-layout.ts';
import {
  type CaptureInterface,
  type CaptureNotice,
  type CaptureStatistics,
  createBatch,
  type DrainState,
  type PacketSink,
  type PacketSource,
} from './source.ts';
import { StreamInput } from './stream-input.ts';

export type CapOptions = {
  readonly interface: string;
  readonly filter?: string;
  readonly snapLength: number;
  readonly bufferMegabytes: number;
  /** Otherwise the capturing process gives up root once it is open. */
  readonly keepRoot: boolean;
};

export type CapOpened =
  | { readonly ok: true; readonly source: CapSource }
  | { readonly ok: false; readonly message: string };

const batchCapacity = 1024;
const bytesPerMegabyte = 1024 * 1024;
const retryMilliseconds = 1000;
const lookAgainMilliseconds = 100;
/** The package cannot be told otherwise. */
export const capLongestFrame = 65_535;

/** Whether the package is installed and was built for this Node. */
export function capObstacle(): string | undefined {
  try {
    createRequire(import.meta.url).resolve('cap/build/Release/cap.node');
    return undefined;
  } catch {
    return 'the optional package "cap" is not installed (it needs libpcap headers and a compiler: libpcap-dev, g++, make)';
  }
}

export async function openCap(options: CapOptions): Promise<CapOpened> {
  const obstacle = capObstacle();
  if (obstacle !== undefined) return { ok: false, message: obstacle };
  const started = start(options);
  const answer = await started.answer;
  if (answer.ok) return { ok: true, source: new CapSource(options, started, answer.linkType) };
  // Interfaces that are down are waited for; what link type they have is seen when they come up.
  if (/is not up|is down/i.test(answer.message))
    return { ok: true, source: new CapSource(options, undefined, linkTypes.ethernet) };
  return { ok: false, message: answer.message };
}

type Started = {
  readonly child: ChildProcess;
  readonly input: StreamInput;
  readonly answer: Promise<CapAnswer>;
};

function start(options: CapOptions): Started {
  const request: CapRequest = {
    interface: options.interface,
    filter: options.filter ?? '',
    snapLength: Math.min(options.snapLength, capLongestFrame),
    bufferBytes: options.bufferMegabytes * bytesPerMegabyte,
    keepRoot: options.keepRoot,
  };
  const suffix = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
  const program = fileURLToPath(new URL(`./cap-process${suffix}`, import.meta.url));
  const child = spawn(process.execPath, [program, JSON.stringify(request)], {
    // Standard error is dropped: the package warns there about interfaces without an IPv4 address.
    stdio: ['pipe', 'pipe', 'ignore', 'pipe'],
  });
  // A closed pipe or a signal we may not send is no news: the process is being ended.
  child.stdin?.on('error', () => undefined);
  child.on('error', () => undefined);
  const { stdout } = child;
  const answers = child.stdio[3];
  if (stdout === null || answers === null || answers === undefined || !('read' in answers))
    throw new Error('a child process without pipes');
  const answer = new Promise<CapAnswer>(resolve => {
    let text = '';
    answers.setEncoding('utf8');
    answers.on('data', (part: string) => {
      text += part;
      if (text.endsWith('\n')) resolve(JSON.parse(text) as CapAnswer);
    });
    child.once('error', error => resolve({ ok: false, message: error.message }));
    answers.once('close', () => resolve({ ok: false, message: 'the process of "cap" ended at once' }));
  });
  return { child, input: new StreamInput(stdout), answer };
}

export class CapSource implements PacketSource {
  readonly interfaces: CaptureInterface[] = [];
  private readonly options: CapOptions;
  private readonly batch = createBatch(batchCapacity);
  private running: Started | undefined;
  private reader = newReader();
  private window = new RecordBuffer();
  private received = 0;
  private closed = false;
  private retrying = false;
  private nextRetry = 0;
  private waiting: Promise<void> | undefined;
  private wake: (() => void) | undefined;
  private pause: NodeJS.Timeout | undefined;
  /** To be told with the next drain. */
  private news: CaptureNotice | undefined;
  /** Why it can never be opened again. */
  private refusal: string | undefined;

  /** Without `started` the interface is down and waited for. */
  constructor(options: CapOptions, started: Started | undefined, linkType: number) {
    this.options = options;
    this.running = started;
    this.addInterface(linkType);
    if (started === undefined) this.waitForInterface('is down; waiting for it to come up');
  }

  drain(sink: PacketSink, budgetMilliseconds: number): DrainState {
    const deadline = performance.now() + budgetMilliseconds;
    while (!this.closed) {
      this.tellNews(sink);
      const { running } = this;
      if (running === undefined) return this.revive(sink);
      const outcome = this.reader.read(this.window, this.batch);
      this.handOn(sink);
      if (this.closed) break;
      if (outcome !== 'full') {
        const count = outcome === 'damaged' ? endOfInput : this.window.fill(running.input);
        if (count === 0) return 'idle';
        // The package aborts its process when the interface goes down or away.
        if (count === endOfInput) {
          stop(running);
          this.running = undefined;
          this.waitForInterface('went down or disappeared; waiting for it to come back');
        }
      }
      if (performance.now() >= deadline) return 'more';
    }
    return 'ended';
  }

  private handOn(sink: PacketSink): void {
    const { batch } = this;
    if (batch.count === 0) return;
    batch.memory = this.window.memory;
    batch.interfaceId.fill(this.interfaces.length - 1, 0, batch.count);
    this.received += batch.count;
    sink.packets(batch);
    batch.count = 0;
  }

  private tellNews(sink: PacketSink): void {
    if (this.news !== undefined) sink.notice(this.news);
    this.news = undefined;
  }

  private waitForInterface(what: string): void {
    const { interface: name } = this.options;
    const waiting = { interface: name, isOver: false };
    this.news = { severity: 'warning', text: `${name} ${what}`, waiting };
    this.nextRetry = performance.now() + retryMilliseconds;
  }

  private revive(sink: PacketSink): DrainState {
    if (this.refusal !== undefined) {
      const text = `${this.options.interface} cannot be opened again: ${this.refusal}`;
      sink.notice({ severity: 'error', text });
      this.close();
      return 'ended';
    }
    if (!this.retrying && performance.now() >= this.nextRetry) void this.retry();
    return 'idle';
  }

  private async retry(): Promise<void> {
    this.retrying = true;
    const started = start(this.options);
    const answer = await started.answer;
    this.retrying = false;
    this.nextRetry = performance.now() + retryMilliseconds;
    if (this.closed || !answer.ok) {
      stop(started);
      // Privileges were given up since: it will never work again, so waiting would be a lie.
      if (!answer.ok && /permi(ssion|tted)|ended at once/i.test(answer.message))
        this.refusal = answer.message;
      return;
    }
    this.reader = newReader();
    this.window = new RecordBuffer();
    this.running = started;
    if (this.interfaces.at(-1)?.linkType !== answer.linkType) this.addInterface(answer.linkType);
    const { interface: name } = this.options;
    const waiting = { interface: name, isOver: true };
    this.news = { severity: 'info', text: `${name} is up; capturing`, waiting };
  }

  private addInterface(linkType: number): void {
    const { interface: name, snapLength } = this.options;
    this.interfaces.push({ name, linkType, snapLength: Math.min(snapLength, capLongestFrame) });
  }

  ready(): Promise<void> {
    if (this.closed) return Promise.resolve();
    if (this.running !== undefined) return this.running.input.ready();
    this.waiting ??= new Promise(resolve => {
      this.wake = resolve;
      this.pause = setTimeout(this.resolveWaiting, lookAgainMilliseconds);
    });
    return this.waiting;
  }

  private readonly resolveWaiting = (): void => {
    clearTimeout(this.pause);
    this.wake?.();
    this.wake = undefined;
    this.waiting = undefined;
  };

  statistics(): CaptureStatistics {
    return { received: this.received, droppedByKernel: undefined, droppedByInterface: undefined, skipped: 0 };
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    if (this.running !== undefined) stop(this.running);
    this.running = undefined;
    this.resolveWaiting();
  }
}

function newReader(): PcapReader {
  return new PcapReader({ format: 'pcap-nanoseconds', littleEndian: true });
}

/** Closing its pipes ends the process even where we may no longer signal it. */
function stop(started: Started): void {
  started.input.close();
  started.child.stdin?.destroy();
  started.child.kill('SIGKILL');
  started.child.unref();
}
