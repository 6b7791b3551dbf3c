import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { readCapture } from '../capture/read-capture.ts';
import { type CaptureInterface, type CaptureStatistics, createBatch } from '../capture/source.ts';
import { Collector } from '../testing/collect.ts';
import { Random } from '../testing/random.ts';
import { OutputError, type OutputFile } from './output-file.ts';
import { openPcapngWriter, type PcapngOptions, PcapngWriter } from './pcapng.ts';

const folder = mkdtempSync(join(tmpdir(), 'oddwire-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const ethernet: CaptureInterface = { name: 'eth0', linkType: 1, snapLength: 65_535, description: 'uplink' };
const tunnel: CaptureInterface = { name: 'tun0', linkType: 101, snapLength: 0 };
const data = Uint8Array.from({ length: 1500 }, (_, index) => (index * 3) & 0xff);

/** A file in memory that is full after `capacity` bytes. */
class MemoryFile implements OutputFile {
  readonly path = 'memory';
  readonly partialPath = 'memory';
  readonly #capacity: number;
  #bytes = new Uint8Array(0);
  finished = false;

  constructor(capacity = Number.POSITIVE_INFINITY) {
    this.#capacity = capacity;
  }

  get written(): number {
    return this.#bytes.length;
  }

  get bytes(): Uint8Array {
    return this.#bytes;
  }

  shorten(length: number): void {
    this.#bytes = this.#bytes.slice(0, length);
  }

  write(bytes: Uint8Array, start: number, end: number): void {
    const room = Math.min(end - start, this.#capacity - this.written);
    this.#bytes = Buffer.concat([this.#bytes, bytes.subarray(start, start + room)]);
    if (room < end - start) throw new OutputError('cannot go on writing memory: the disk is full');
  }

  finish(): Promise<void> {
    this.finished = true;
    return Promise.resolve();
  }

  discard(): void {}
}

function open(path: string, options: Partial<PcapngOptions> & { overwrite?: boolean } = {}): PcapngWriter {
  const opened = openPcapngWriter(path, { interfaces: [ethernet], ...options });
  if (!opened.ok) throw new Error(opened.message);
  return opened.writer;
}

function read(bytes: Uint8Array): Collector & { statistics: CaptureStatistics } {
  const collector = new Collector();
  return Object.assign(collector, { statistics: readCapture(bytes, collector) });
}

function append(
  writer: PcapngWriter,
  seconds: number,
  captured: number,
  on = 0,
  linkType = 1,
  comment?: string,
): void {
  writer.append(data, 0, captured, captured + 1, seconds, 999_999_999, on, linkType, comment);
}

describe('PcapngWriter', () => {
  it('writes what our reader reads back, whatever sizes and times', async () => {
    const path = join(folder, 'round-trip.pcapng');
    const random = new Random(5);
    const interfaces = [ethernet];
    const writer = open(path, { interfaces, filter: 'not port 22', application: 'Oddwire test' });
    const expected: unknown[] = [];
    const batch = createBatch(100);
    batch.memory = random.bytes(20_000);
    for (let round = 0; round < 50; round += 1) {
      batch.count = 100;
      batch.comments = undefined;
      if (round === 10) interfaces.push(tunnel);
      for (let index = 0; index < batch.count; index += 1) {
        const captured = random.below(random.chance(0.1) ? 9000 : 200);
        const offset = random.below(batch.memory.length - captured);
        const id = round < 10 ? 0 : random.below(2);
        batch.offset[index] = offset;
        batch.captured[index] = captured;
        batch.length[index] = captured + random.below(3);
        batch.seconds[index] = random.pick([
          0,
          1_418_145_369,
          2 ** 31,
          2 ** 32,
          4_323_283_200,
          18_446_744_072,
          random.unsigned(),
        ]);
        batch.nanoseconds[index] = random.pick([0, 1, 999_999_999, random.below(1e9)]);
        batch.interfaceId[index] = id;
        batch.linkType[index] = interfaces[id]?.linkType ?? 0;
        if (random.chance(0.05)) {
          batch.comments ??= new Map();
          batch.comments.set(index, `remark ${index} – ü`.repeat(1 + random.below(3)));
        }
        expected.push({
          seconds: batch.seconds[index],
          nanoseconds: batch.nanoseconds[index],
          captured,
          length: batch.length[index],
          interfaceId: id,
          linkType: batch.linkType[index],
          comment: batch.comments?.get(index),
          data: batch.memory.slice(offset, offset + captured),
        });
      }
      writer.write(batch);
    }
    const statistics = { received: 5000, droppedByKernel: 12, droppedByInterface: 3, skipped: 0 };
    expect(await writer.close(statistics)).toEqual({ packets: 5000, message: undefined });
    expect(await writer.close()).toEqual({ packets: 5000, message: undefined });
    append(writer, 1, 10);
    const { packetList, notices, statistics: counted } = read(readFileSync(path));
    expect(notices).toEqual([]);
    expect(packetList).toEqual(expected);
    expect(counted).toEqual(statistics);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).filter(name => name.includes('partial'))).toEqual([]);
  });

  it('leaves out drops that are not known', async () => {
    const file = new MemoryFile();
    const writer = new PcapngWriter(file, { interfaces: [ethernet] });
    append(writer, 1, 10);
    await writer.close({
      received: 1,
      droppedByKernel: undefined,
      droppedByInterface: undefined,
      skipped: 0,
    });
    expect(read(file.bytes).statistics).toEqual({
      received: 1,
      droppedByKernel: undefined,
      droppedByInterface: undefined,
      skipped: 0,
    });
  });

  it('describes interfaces without packets, and one that changes its link type', async () => {
    const file = new MemoryFile();
    const writer = new PcapngWriter(file, { interfaces: [ethernet, tunnel] });
    append(writer, 1, 10, 0, 113);
    append(writer, 2, 10, 0, 1);
    append(writer, 3, 10, 0, 113);
    await writer.close();
    const { packetList, notices } = read(file.bytes);
    expect(notices).toEqual([]);
    expect(packetList.map(packet => [packet.linkType, packet.interfaceId])).toEqual([
      [113, 0],
      [1, 1],
      [113, 0],
    ]);
  });

  it('moves times the format cannot hold, and says so', async () => {
    const file = new MemoryFile();
    const writer = new PcapngWriter(file, { interfaces: [ethernet] });
    append(writer, -1, 10);
    append(writer, 2 ** 60, 10);
    const { message } = await writer.close();
    expect(message).toMatch(/^2 packets had a time the format cannot hold/);
    expect(read(file.bytes).packetList.map(packet => packet.seconds)).toEqual([0, 18_446_744_073]);
  });

  it('takes packets larger than its buffer', async () => {
    const file = new MemoryFile();
    const writer = new PcapngWriter(file, { interfaces: [ethernet] });
    append(writer, 1, 100);
    const large = new Uint8Array(1_000_003).fill(9);
    writer.append(large, 0, large.length, large.length, 2, 0, 0, 1, 'large');
    append(writer, 3, 100);
    await writer.close();
    const { packetList, notices } = read(file.bytes);
    expect(notices).toEqual([]);
    expect(packetList.map(packet => [packet.captured, packet.comment])).toEqual([
      [100, undefined],
      [1_000_003, 'large'],
      [100, undefined],
    ]);
  });

  it('can be read at any moment up to the last flush, which comes by itself', async () => {
    vi.useFakeTimers();
    try {
      const file = new MemoryFile();
      const writer = new PcapngWriter(file, { interfaces: [ethernet] });
      expect(read(file.bytes).notices).toEqual([]);
      append(writer, 1, 100);
      vi.advanceTimersByTime(200);
      expect(read(file.bytes).packetList.length).toBe(1);
      for (let count = 2; count <= 2000; count += 1) {
        append(writer, count, count % 1500);
        if (count % 50 === 0) expect(read(file.bytes).notices).toEqual([]);
      }
      expect(read(file.bytes).packetList.length).toBeGreaterThan(1000);
      await writer.close();
    } finally {
      vi.useRealTimers();
    }
  });

  it('keeps every whole packet that fitted on a full disk, and says how many', async () => {
    for (const capacity of [300_000, 600_001, 600_002, 600_003]) {
      const file = new MemoryFile(capacity);
      const writer = new PcapngWriter(file, { interfaces: [ethernet] });
      for (let count = 0; count < 5000 && writer.failure === undefined; count += 1)
        append(writer, count, count % 1500, 0, 1, 'remark');
      const { packets, message } = await writer.close();
      const { packetList, notices } = read(file.bytes);
      expect(notices).toEqual([]);
      expect(packetList.length).toBe(packets);
      expect(packets).toBeGreaterThan(300);
      expect(message).toBe(
        `cannot go on writing memory: the disk is full (${packets.toLocaleString('en-US')} whole packets)`,
      );
      expect(capacity - file.written).toBeLessThan(1600);
      expect(file.finished).toBe(false);
    }
  });

  it('touches no file of that name, no link and no folder', async () => {
    const path = join(folder, 'precious');
    writeFileSync(path, 'mine');
    const refusal = (target: string): string => {
      const opened = openPcapngWriter(target, { interfaces: [ethernet] });
      return opened.ok ? 'opened' : opened.message;
    };
    expect(refusal(path)).toMatch(/exists and was left alone/);
    symlinkSync(join(folder, 'nowhere'), join(folder, 'link'));
    expect(refusal(join(folder, 'link'))).toMatch(/exists and was left alone/);
    expect(refusal(folder)).toMatch(/directory/);
    expect(refusal(join(folder, 'no', 'such'))).toMatch(/no such folder/);
    expect(readFileSync(path, 'utf8')).toBe('mine');
    const writer = open(path, { overwrite: true });
    append(writer, 1, 10);
    expect(readFileSync(path, 'utf8')).toBe('mine');
    await writer.close();
    expect(read(readFileSync(path)).packetList.length).toBe(1);
  });

  it('does not replace a file that appeared meanwhile', async () => {
    const path = join(folder, 'race');
    const writer = open(path);
    append(writer, 1, 10);
    writeFileSync(path, 'first');
    const { message } = await writer.close();
    expect(message).toMatch(/a file of that name exists; everything is kept in .*\.race\.partial-\d+/);
    expect(readFileSync(path, 'utf8')).toBe('first');
    const partial = readdirSync(folder).find(name => name.startsWith('.race.partial-')) ?? '';
    expect(read(readFileSync(join(folder, partial))).packetList.length).toBe(1);
  });
});
