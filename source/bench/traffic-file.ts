import { closeSync, openSync, writeSync } from 'node:fs';
import { Random } from '../testing/random.ts';
import { type Conversation, converse } from './conversations.ts';

export type TrafficFile = { readonly path: string; readonly packets: number; readonly bytes: number };

/** Conversations going on at a time. */
const usualConcurrent = 300;
const chunkBytes = 4 * 1024 * 1024;
const recordHeaderBytes = 16;
const fileHeader = 'd4c3b2a1020004000000000000000000000004000100000'.padEnd(48, '0');
const firstSecond = 1_760_000_000;

export type TrafficOptions = {
  /** Conversations going on at a time; default 300. */
  readonly concurrent?: number;
  /** How much slower than a busy link; default 1. */
  readonly stretch?: number;
};

/** Writes a pcap file of `packets` packets, always the same for the same numbers. */
export function writeTraffic(
  path: string,
  packets: number,
  seed: number,
  options: TrafficOptions = {},
): TrafficFile {
  const concurrent = options.concurrent ?? usualConcurrent;
  const stretch = options.stretch ?? 1;
  const random = new Random(seed);
  const descriptor = openSync(path, 'w', 0o600);
  const chunk = Buffer.alloc(chunkBytes);
  let filled = chunk.write(fileHeader, 'hex');
  let bytes = filled;
  const running: Conversation[] = Array.from({ length: concurrent }, () => converse(random));
  let microseconds = 0;
  let written = 0;
  while (written < packets) {
    const slot = random.below(concurrent);
    const next = running[slot]?.next();
    if (next?.done !== false) {
      running[slot] = converse(random);
      continue;
    }
    const { bytes: frame, gapMicroseconds } = next.value;
    // The gaps of all conversations pass at the same time.
    microseconds += Math.floor(stretch * (1 + Math.floor(gapMicroseconds / concurrent)));
    if (filled + recordHeaderBytes + frame.length > chunk.length) {
      writeSync(descriptor, chunk, 0, filled);
      filled = 0;
    }
    filled = chunk.writeUInt32LE(firstSecond + Math.floor(microseconds / 1e6), filled);
    filled = chunk.writeUInt32LE(microseconds % 1e6, filled);
    filled = chunk.writeUInt32LE(frame.length, filled);
    filled = chunk.writeUInt32LE(frame.length, filled);
    chunk.set(frame, filled);
    filled += frame.length;
    bytes += recordHeaderBytes + frame.length;
    written += 1;
  }
  writeSync(descriptor, chunk, 0, filled);
  closeSync(descriptor);
  return { path, packets: written, bytes };
}
