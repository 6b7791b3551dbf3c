/** Frames of real captures, sent over a virtual cable: what is captured is what was sent, byte for byte. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Collector } from '../testing/collect.ts';
import { corpusAbsent, corpusBytes, corpusFiles, corpusIsPresent } from '../testing/expectations.ts';
import { captureDuring } from '../testing/live-capture.ts';
import { createPair, enterNamespace, type NetworkPair, skipReason } from '../testing/network.ts';
import { capObstacle } from './cap.ts';
import type { LiveEngine } from './live.ts';
import { readCapture } from './read-capture.ts';

const reason = skipReason() ?? (corpusIsPresent ? undefined : corpusAbsent);
if (reason !== undefined) console.log(`skipped: ${reason}`);

const ethernet = 1;
const longestFrame = 1514;
const framesPerFile = 20;

describe.runIf(reason === undefined)('real frames', () => {
  let pair: NetworkPair;
  let leave: () => void;
  let folder: string;
  let frames: Uint8Array[];

  beforeAll(() => {
    pair = createPair();
    leave = enterNamespace(pair.left.namespace);
    folder = mkdtempSync(join(tmpdir(), 'oddwire-'));
    frames = realFrames();
    writeFileSync(join(folder, 'frames.pcap'), pcapOf(frames));
  });
  afterAll(() => {
    leave();
    pair.remove();
    rmSync(folder, { recursive: true });
  });

  it.for<LiveEngine>(['ring', 'cap'])('arrive unchanged with %s', async (engine, context) => {
    const obstacle = engine === 'cap' ? capObstacle() : undefined;
    if (obstacle !== undefined) return context.skip(obstacle);
    // Both ends say a few things of their own accord.
    const own = [pair.left, pair.right].map(end =>
      end.run('cat', `/sys/class/net/${end.interface}/address`).trim().replaceAll(':', ''),
    );
    const fromSomebodyElse = (data: Uint8Array): boolean =>
      !own.includes(Buffer.from(data.buffer, data.byteOffset + 6, 6).toString('hex'));
    const seen = (collector: Collector): Uint8Array[] =>
      collector.packetList.map(packet => packet.data).filter(fromSomebodyElse);
    const { collector } = await captureDuring(
      { interfaces: ['left'], engine },
      async () =>
        expect(await pair.send('--pcap', join(folder, 'frames.pcap'), '--rate', '20000')).toMatchObject({
          refused: 0,
        }),
      { until: collector => seen(collector).length >= frames.length },
    );
    const captured = seen(collector);
    const different = frames.findIndex(
      (frame, at) => Buffer.compare(frame, captured[at] ?? new Uint8Array()) !== 0,
    );
    expect(different).toBe(-1);
    expect(captured).toHaveLength(frames.length);
    expect(frames.length).toBeGreaterThan(1000);
  });
});

function realFrames(): Uint8Array[] {
  return corpusFiles()
    .filter(file => !file.damaged)
    .flatMap(({ path }) => {
      const collector = new Collector();
      readCapture(corpusBytes(path), collector);
      return collector.packetList
        .filter(
          ({ linkType, captured, length }) =>
            linkType === ethernet && captured === length && length >= 14 && length <= longestFrame,
        )
        .slice(0, framesPerFile)
        .map(packet => packet.data);
    });
}

function pcapOf(packets: readonly Uint8Array[]): Uint8Array {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(65_535, 16);
  header.writeUInt32LE(ethernet, 20);
  const records = packets.flatMap(packet => {
    const record = Buffer.alloc(16);
    record.writeUInt32LE(packet.length, 8);
    record.writeUInt32LE(packet.length, 12);
    return [record, packet];
  });
  return Buffer.concat([header, ...records]);
}
