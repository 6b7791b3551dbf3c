/**
 * Counts the packets of one interface with one engine, in a process of its own whose CPU time is measured.
 *
 *     node source/bench/capture-consumer.ts ring|cap|tcpdump INTERFACE
 *
 * On standard input: a frame length to count from now on. After each, and whenever asked with an empty
 * line, it answers with one line of JSON. `cap` is the package itself as its documentation shows it, and
 * `tcpdump` is `tcpdump -w -` piped into our own pcap reader.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { CaptureSource } from '../capture/capture-source.ts';
import { openLive } from '../capture/live.ts';
import { PcapReader } from '../capture/pcap-reader.ts';
import { pump } from '../capture/pump.ts';
import { RecordBuffer } from '../capture/record-buffer.ts';
import type { PacketBatch, PacketSource } from '../capture/source.ts';
import { StreamInput } from '../capture/stream-input.ts';

export type ConsumerAnswer = {
  readonly counted: number;
  readonly dropped: number | null;
  /** Every process that takes part. */
  readonly processes: readonly number[];
};

const bufferMegabytes = 64;
const bytesPerMegabyte = 1024 * 1024;
/** After tcpdump was told to hand over what it holds. */
const flushMilliseconds = 30;

const [engine = 'ring', interfaceName = 'lo'] = process.argv.slice(2);
let frameLength = 0;
let counted = 0;
let source: PacketSource | undefined;
let helper: ChildProcess | undefined;

const sink = {
  packets(batch: PacketBatch): void {
    const { count, length } = batch;
    for (let at = 0; at < count; at++) if (length[at] === frameLength) counted++;
  },
  notice(): void {},
};

async function consumeRing(): Promise<void> {
  const opened = await openLive({ interfaces: [interfaceName], engine: 'ring', bufferMegabytes });
  if (!opened.ok) throw new Error(opened.message);
  source = opened.source;
  void pump(source, sink);
}

function consumeCap(): void {
  type Device = {
    open(device: string, filter: string, bufferBytes: number, buffer: Buffer): string;
    on(event: 'packet', listener: (bytes: number) => void): void;
  };
  const { Cap } = createRequire(import.meta.url)('cap') as { Cap: new () => Device };
  const buffer = Buffer.alloc(65_535);
  const device = new Cap();
  device.open(interfaceName, '', bufferMegabytes * bytesPerMegabyte, buffer);
  device.on('packet', bytes => {
    if (bytes === frameLength) counted++;
  });
  // Collected, it would take the process with it.
  process.once('exit', () => [device, buffer]);
}

async function consumeTcpdump(): Promise<void> {
  const kilobytes = String(bufferMegabytes * 1024);
  const words = ['-i', interfaceName, '-n', '-Z', 'root', '-B', kilobytes, '-w', '-'];
  helper = spawn('tcpdump', words, { stdio: ['ignore', 'pipe', 'pipe'] });
  const { stdout, stderr } = helper;
  if (stdout === null || stderr === null) throw new Error('no pipe');
  // It says "listening" once it captures; before that, asking it to flush would end it.
  await once(stderr.resume(), 'data');
  const reader = new PcapReader({ format: 'pcap', littleEndian: true });
  source = new CaptureSource('tcpdump', reader, new RecordBuffer(), new StreamInput(stdout));
  void pump(source, sink);
}

function answer(): void {
  const processes = [process.pid, ...(helper?.pid === undefined ? [] : [helper.pid])];
  const dropped = source?.statistics().droppedByKernel ?? null;
  const message: ConsumerAnswer = { counted, dropped, processes };
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

if (engine === 'ring') await consumeRing();
else if (engine === 'cap') consumeCap();
else await consumeTcpdump();

createInterface(process.stdin)
  .on('line', line => {
    if (line !== '') {
      frameLength = Number(line);
      counted = 0;
    }
    if (helper === undefined) answer();
    else {
      helper.kill('SIGUSR2');
      setTimeout(answer, flushMilliseconds);
    }
  })
  .on('close', () => {
    helper?.kill('SIGKILL');
    process.exit(0);
  });
