import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { openCapture } from '../capture/file.ts';
import { readCapture } from '../capture/read-capture.ts';
import type { PacketBatch, PacketSink } from '../capture/source.ts';
import { decode } from '../decode/decode.ts';
import { Packet } from '../decode/packet.ts';
import { loadFromBatch } from '../packets/batch.ts';
import { PacketRing } from '../packets/ring.ts';
import { corpusBytes, corpusFiles, corpusIsPresent } from '../testing/expectations.ts';
import { median, significant } from './report.ts';

/** `read`: packets are only walked; `decode`: columns are decoded; `store`: and kept in the ring, with the bytes. */
export type Depth = 'read' | 'decode' | 'store';

const nanosecondsPerMicrosecond = 1000;

/** Takes every packet of a batch as far as `depth` says. */
class Consumer implements PacketSink {
  packetCount = 0;
  readonly #ring: PacketRing;
  readonly #depth: Depth;
  readonly #p = new Packet();

  constructor(ring: PacketRing, depth: Depth) {
    this.#ring = ring;
    this.#depth = depth;
  }

  packets(batch: PacketBatch): void {
    this.packetCount += batch.count;
    if (this.#depth === 'read') return;
    const p = this.#p;
    const ring = this.#ring;
    const stores = this.#depth === 'store';
    for (let index = 0; index < batch.count; index += 1) {
      loadFromBatch(p, batch, index);
      decode(p);
      if (stores) ring.append(p);
    }
  }

  notice(): void {}
}

const ring = new PacketRing();

/** Processor nanoseconds per packet for a whole file, reading included. */
export async function decodeFile(path: string, depth: Depth = 'store'): Promise<number> {
  const consumer = new Consumer(ring, depth);
  const before = process.cpuUsage();
  await drainFile(path, consumer);
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * nanosecondsPerMicrosecond) / consumer.packetCount;
}

async function drainFile(path: string, sink: PacketSink): Promise<void> {
  const opened = await openCapture(path);
  if (!opened.ok) throw new Error(opened.message);
  while (opened.source.drain(sink, Number.POSITIVE_INFINITY) !== 'ended');
}

export type Allocation = {
  readonly bytesPerPacket: number;
  readonly packets: number;
  /** Bytes the heap grew by in each pass over the traffic. */
  readonly growthByPass: readonly number[];
};

const warmingPasses = 6;
const measuredPasses = 20;

/**
 * How much the heap grows while the same file goes through again and again: with a collection before each
 * pass and none during it, every byte allocated is seen.
 */
export async function measureAllocation(path: string): Promise<Allocation> {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('No access to the garbage collector.');
  const consumer = new Consumer(ring, 'store');
  for (let pass = 0; pass < warmingPasses; pass += 1) await drainFile(path, consumer);
  const growth: number[] = [];
  const before = consumer.packetCount;
  for (let pass = 0; pass < measuredPasses; pass += 1) {
    const opened = await openCapture(path);
    if (!opened.ok) throw new Error(opened.message);
    collect();
    const start = process.memoryUsage().heapUsed;
    while (opened.source.drain(consumer, Number.POSITIVE_INFINITY) !== 'ended');
    growth.push(process.memoryUsage().heapUsed - start);
  }
  const packets = consumer.packetCount - before;
  return {
    bytesPerPacket: significant(Math.max(0, (median(growth) * measuredPasses) / packets), 3),
    packets,
    growthByPass: growth,
  };
}

const corpusPasses = 5;
const nanosecondsPerMillisecond = 1e6;

/**
 * Nanoseconds per packet over the corpus of many protocols, decoded and kept; undefined where it is absent.
 * Opening so many small files would cost more than their packets: only these are timed.
 */
export function decodeCorpus(): { packets: number; nanosecondsPerPacket: number } | undefined {
  if (!corpusIsPresent) return undefined;
  const captures = corpusFiles().map(file => corpusBytes(file.path));
  const times: number[] = [];
  let packets = 0;
  for (let pass = 0; pass < corpusPasses; pass += 1) {
    const consumer = new Consumer(ring, 'store');
    let milliseconds = 0;
    const timed: PacketSink = {
      packets: batch => {
        const started = performance.now();
        consumer.packets(batch);
        milliseconds += performance.now() - started;
      },
      notice: () => undefined,
    };
    for (const bytes of captures) readCapture(bytes, timed);
    packets = consumer.packetCount;
    times.push((milliseconds * nanosecondsPerMillisecond) / packets);
  }
  return { packets, nanosecondsPerPacket: Math.round(median(times)) };
}
