/**
 * The process in which the `cap` package runs; `cap.ts` starts it and reads its standard output.
 *
 * It has a process of its own because the package hands over one packet after the other until its
 * queue is empty: under a flood neither timers nor signals would ever be served, and when the interface
 * disappears the package aborts the whole process. Here both hurt nobody.
 *
 * Out: one line of JSON on descriptor 3 (opened, or why not), then a pcap stream with nanosecond stamps
 * on descriptor 1. It ends when either its standard input or its standard output does.
 */
import { writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dropPrivileges } from './privileges.ts';

export type CapRequest = {
  readonly interface: string;
  readonly filter: string;
  readonly snapLength: number;
  readonly bufferBytes: number;
  /** Otherwise root is given up once the capture is open. */
  readonly keepRoot: boolean;
};

export type CapAnswer =
  | { readonly ok: true; readonly linkType: number }
  | { readonly ok: false; readonly message: string };

type CapDevice = {
  open(device: string, filter: string, bufferBytes: number, buffer: Buffer): string;
  on(event: 'packet', listener: (bytes: number, truncated: boolean) => void): void;
};

const packetsOut = 1;
const answerOut = 3;
/** What the package captures of one frame at most. */
const frameBytes = 65_536;
const outputBytes = 256 * 1024;
const recordHeaderBytes = 16;
const fileHeaderBytes = 24;
const nanosecondMagic = 0xa1b23c4d;
const linkTypeNames: Readonly<Record<string, number>> = {
  NULL: 0,
  ETHERNET: 1,
  RAW: 101,
  IEEE802_11_RADIO: 127,
  LINKTYPE_LINUX_SLL: 113,
};

/** The package keeps no reference to either: were they collected, it would write into freed memory. */
const keptForEver: unknown[] = [];

const request = JSON.parse(process.argv[2] ?? '{}') as CapRequest;
const frame = Buffer.alloc(frameBytes);
const output = Buffer.alloc(outputBytes);
let used = 0;
let flushScheduled = false;

function answer(message: CapAnswer): void {
  write(Buffer.from(`${JSON.stringify(message)}\n`), answerOut);
}

function write(bytes: Uint8Array, descriptor: number): void {
  let done = 0;
  while (done < bytes.length) {
    try {
      done += writeSync(descriptor, bytes, done);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') continue;
      // Nobody reads any more: there is nothing left to do.
      process.exit(0);
    }
  }
}

function flush(): void {
  flushScheduled = false;
  if (used === 0) return;
  write(output.subarray(0, used), packetsOut);
  used = 0;
}

function record(bytes: number): void {
  const captured = Math.min(bytes, request.snapLength);
  if (used + recordHeaderBytes + captured > outputBytes) flush();
  const now = performance.timeOrigin + performance.now();
  const seconds = Math.floor(now / 1000);
  output.writeUInt32LE(seconds, used);
  output.writeUInt32LE(Math.floor((now - seconds * 1000) * 1e6), used + 4);
  output.writeUInt32LE(captured, used + 8);
  output.writeUInt32LE(bytes, used + 12);
  frame.copy(output, used + recordHeaderBytes, 0, captured);
  used += recordHeaderBytes + captured;
  if (flushScheduled) return;
  // Runs as soon as the package lets go of the event loop, which is when its queue is empty.
  flushScheduled = true;
  setImmediate(flush);
}

function linkTypeOf(name: string): number {
  const number = /^Unknown linktype (\d+)$/.exec(name)?.[1];
  return number === undefined ? (linkTypeNames[name] ?? 1) : Number(number);
}

function writeFileHeader(linkType: number): void {
  const header = Buffer.alloc(fileHeaderBytes);
  header.writeUInt32LE(nanosecondMagic, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(request.snapLength, 16);
  header.writeUInt32LE(linkType, 20);
  write(header, packetsOut);
}

function explain(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (message.includes('NODE_MODULE_VERSION'))
    return 'the package "cap" was built for another version of Node.js — run: npm rebuild cap';
  return message.split('\n')[0] ?? message;
}

function run(): void {
  // Ctrl-C and Ctrl-Z reach every process of the terminal; when to stop is the parent's decision.
  for (const signal of ['SIGINT', 'SIGTSTP'] as const) process.on(signal, () => undefined);
  process.stdin.on('end', () => process.exit(0)).resume();
  try {
    const { Cap } = createRequire(import.meta.url)('cap') as { Cap: new () => CapDevice };
    const device = new Cap();
    keptForEver.push(device, frame);
    const linkType = linkTypeOf(device.open(request.interface, request.filter, request.bufferBytes, frame));
    const dropped = dropPrivileges({ keepRoot: request.keepRoot });
    if (dropped.state === 'failed') throw new Error(dropped.message);
    writeFileHeader(linkType);
    answer({ ok: true, linkType });
    device.on('packet', record);
  } catch (error) {
    answer({ ok: false, message: explain(error) });
    process.exit(1);
  }
}

run();
