import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { constants, gunzipSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { joined, PcapngFile, type PcapRecord, pcapFile } from '../testing/capture-files.ts';
import { inChunks } from '../testing/chunks.ts';
import { Collector } from '../testing/collect.ts';
import { openCapture, openInput } from './file.ts';
import { pump } from './pump.ts';
import { readCapture } from './read-capture.ts';
import { StreamInput } from './stream-input.ts';

const folder = mkdtempSync(join(tmpdir(), 'oddwire-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const data = Uint8Array.from({ length: 700 }, (_, index) => (index * 7) & 0xff);
const records: PcapRecord[] = Array.from({ length: 3000 }, (_, index) => ({
  seconds: 1_700_000_000 + index,
  fraction: index,
  data: data.subarray(0, (index * 13) % 700),
}));
const plain = pcapFile(records);

function saved(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

async function collect(path: string): Promise<Collector> {
  const opened = await openCapture(path);
  if (!opened.ok) throw new Error(opened.message);
  const collector = new Collector();
  await pump(opened.source, collector);
  expect(opened.source.drain(collector, 1)).toBe('ended');
  return collector;
}

async function refusal(path: string): Promise<string> {
  const opened = await openCapture(path);
  if (opened.ok) throw new Error('It was opened.');
  return opened.message;
}

function expectAll(collector: Collector): void {
  expect(collector.notices).toEqual([]);
  expect(collector.packetList.length).toBe(records.length);
  for (const [index, packet] of collector.packetList.entries()) {
    expect(packet.seconds).toBe(1_700_000_000 + index);
    expect(packet.data).toEqual(records[index]?.data);
  }
}

describe('openCapture', () => {
  it('reads plain and compressed files alike', async () => {
    expectAll(await collect(saved('plain.pcap', plain)));
    expectAll(await collect(saved('plain.pcap.gz', gzipSync(plain))));
    expectAll(await collect(saved('plain.pcap.zst', zstdCompressSync(plain))));
  });

  it('reads gzip files of several members', async () => {
    const members = [plain.subarray(0, 2), plain.subarray(2, 90_001), plain.subarray(90_001)].map(part =>
      gzipSync(part),
    );
    expectAll(await collect(saved('members.gz', joined(members))));
  });

  it('reads zstd files of several frames, and gzip headers with everything in them', async () => {
    const frames = [plain.subarray(0, 50_001), plain.subarray(50_001, 50_002), plain.subarray(50_002)].map(
      part => zstdCompressSync(part),
    );
    expectAll(await collect(saved('frames.zst', joined(frames))));
    const fixed = [0x1f, 0x8b, 8, 30, 0, 0, 0, 0, 0, 3];
    const [extra, name, comment, checksum] = [
      [3, 0, 7, 8, 9],
      [97, 98, 0],
      [99, 0],
      [1, 2],
    ] as const;
    const header = Uint8Array.from([...fixed, ...extra, ...name, ...comment, ...checksum]);
    expectAll(await collect(saved('header.gz', joined([header, gzipSync(plain).subarray(10)]))));
  });

  it('lets nothing behind compressed data spoil it, and tells of a wrong checksum', async () => {
    const packed = gzipSync(plain);
    for (const behind of ['trailing garbage', '\0\0\0\0', 'x']) {
      expectAll(await collect(saved('behind.gz', joined([packed, new TextEncoder().encode(behind)]))));
    }
    packed[packed.length - 6] = (packed[packed.length - 6] ?? 0) ^ 1;
    const { packetList, errors } = await collect(saved('checksum.gz', packed));
    expect(packetList.length).toBe(3000);
    expect(errors).toEqual([
      expect.stringContaining(
        'the checksum of its gzip data is wrong; the 3,000 packets before that were kept.',
      ),
    ]);
    const cut = await collect(saved('cut.zst', zstdCompressSync(plain).subarray(0, -20)));
    expect(cut.errors).toEqual([expect.stringContaining('its zstd data is cut short')]);
  });

  it('reads records larger than its first window', async () => {
    const large = new Uint8Array(5_000_000).fill(7);
    const bytes = pcapFile(
      [
        { seconds: 1, fraction: 0, data },
        { seconds: 2, fraction: 0, data: large },
        { seconds: 3, fraction: 0, data },
      ],
      {
        snapLength: 0,
      },
    );
    for (const path of [saved('large.pcap', bytes), saved('large.pcap.gz', gzipSync(bytes))]) {
      const { packetList, notices } = await collect(path);
      expect(notices).toEqual([]);
      expect(packetList.map(packet => packet.captured)).toEqual([700, 5_000_000, 700]);
      expect(packetList[1]?.data.every(byte => byte === 7)).toBe(true);
    }
  });

  it('does not grow because a length lies', async () => {
    const bytes = joined([plain, new Uint8Array([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 3]), data]);
    const before = process.memoryUsage().arrayBuffers;
    const { packetList, errors } = await collect(saved('lying.pcap', bytes));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000);
    expect(packetList.length).toBe(3000);
    expect(errors).toEqual([
      expect.stringMatching(/cut short in packet 3,001, .* the 3,000 packets before that were kept\.$/),
    ]);
  });

  it('hands on everything a cut gzip file still holds, wherever the cut is', async () => {
    const packed = gzipSync(plain);
    for (let length = 2000; length < packed.length; length += 97) {
      const cut = packed.subarray(0, length);
      const expected = new Collector();
      readCapture(gunzipSync(cut, { finishFlush: constants.Z_SYNC_FLUSH }), expected);
      const { packetList, errors } = await collect(saved('cut.gz', cut));
      expect(packetList.length).toBe(expected.packetList.length);
      expect(errors).toEqual([expect.stringMatching(/gzip data is cut short; the [\d,]+ packets? before/)]);
    }
    expect(await refusal(saved('cut.gz', packed.subarray(0, 12)))).toContain('its gzip data is cut short');
  });

  it('says when compressed data is broken in the middle', async () => {
    const packed = gzipSync(plain);
    const middle = packed.length >>> 1;
    // A stored block whose two lengths contradict each other cannot be passed over by luck.
    const broken = joined([
      gzipSync(plain.subarray(0, 500_000)),
      packed.subarray(0, 10),
      new Uint8Array([0, 1, 2, 3, 4]),
      packed.subarray(middle),
    ]);
    const { packetList, errors } = await collect(saved('broken.gz', broken));
    expect(errors).toEqual([expect.stringMatching(/gzip data is broken \(Z_\w+\); the [\d,]+ packets/)]);
    expect(packetList.length).toBeGreaterThan(1000);
  });

  it('explains in one sentence why something is no capture', async () => {
    const name = (file: string): string => JSON.stringify(join(folder, file));
    expect(await refusal(saved('empty', ''))).toBe(`${name('empty')} is empty.`);
    expect(await refusal(saved('empty.gz', gzipSync('')))).toBe(
      `${name('empty.gz')} is compressed, but empty inside.`,
    );
    expect(await refusal(saved('text', 'Hello, world.\n'))).toBe(
      `${name('text')} is not a capture file (it looks like text).`,
    );
    expect(await refusal(saved('text.gz', gzipSync('Hello, world.\n')))).toContain(
      '(uncompressed, it looks like text)',
    );
    expect(await refusal(saved('short', 'ab'))).toContain('(it is only 2 bytes long)');
    expect(await refusal(saved('zip', 'PK\u0003\u0004....'))).toContain('ZIP');
    expect(await refusal(saved('zeros', new Uint8Array(99)))).toContain('zeros');
    expect(await refusal(saved('twice.gz', gzipSync(gzipSync(plain))))).toContain('more than once');
    expect(await refusal(saved('object.json', '{"name": 1}'))).toContain('JSON, but not like packet records');
    expect(await refusal(folder)).toContain('is a directory');
    expect(await refusal(join(folder, 'missing'))).toBe(`${name('missing')} cannot be read: no such file.`);
    expect(await refusal(join(folder, 'text', 'x'))).toContain('a part of the path is not a directory');
    expect(await refusal(saved('escape\u001b[31m', 'x y z w'))).not.toContain('\u001b');
    expect(await refusal('/dev/null')).toContain('is empty');
  });

  it('hands packet records in JSON over, with every byte', async () => {
    const text = `[${'{"count":0,"dst_ip":"192.0.2.1","src_bytes":91},\n'.repeat(20_000)}{}]`;
    for (const path of [saved('records.json', text), saved('records.json.gz', gzipSync(text))]) {
      const opened = await openCapture(path);
      expect(opened).toMatchObject({ ok: false, format: 'packet-json' });
      if (opened.ok || opened.format !== 'packet-json') return;
      const chunks: Uint8Array[] = [];
      for await (const chunk of opened.content) chunks.push(chunk);
      expect(new TextDecoder().decode(joined(chunks))).toBe(text);
    }
  });
});

describe('streams', () => {
  it('read the same in chunks of any size', async () => {
    for (const sizes of [[1], [7], [4096], [1, 100_000, 3]]) {
      const opened = await openInput('The stream', new StreamInput(inChunks(plain, sizes)));
      if (!opened.ok) throw new Error(opened.message);
      const collector = new Collector();
      await pump(opened.source, collector);
      expectAll(collector);
    }
  });

  it('hand on a packet as soon as it has arrived, and hold a fast sender back', async () => {
    const stream = new PassThrough();
    const file = new PcapngFile().section().interface();
    stream.write(file.done());
    const opened = await openInput('The stream', new StreamInput(stream));
    if (!opened.ok) throw new Error(opened.message);
    const { source } = opened;
    const collector = new Collector();
    for (let count = 1; count <= 3; count += 1) {
      expect(source.drain(collector, 8)).toBe('idle');
      const ready = source.ready();
      stream.write(new PcapngFile().enhanced(0, 1n, data).done());
      await ready;
      expect(source.drain(collector, 8)).toBe('idle');
      expect(collector.packetList.length).toBe(count);
    }
    let held = 0;
    while (stream.write(new Uint8Array(10_000)) && held < 100) held += 1;
    expect(held).toBeLessThan(100);
    source.close();
    source.close();
    expect(source.drain(collector, 8)).toBe('ended');
    await source.ready();
  });

  it('tell of a failing sender, after every packet that arrived', async () => {
    const stream = new PassThrough();
    stream.write(plain.subarray(0, 100_000));
    const opened = await openInput('The stream', new StreamInput(stream));
    if (!opened.ok) throw new Error(opened.message);
    stream.destroy(new Error('gone'));
    const collector = new Collector();
    await pump(opened.source, collector);
    expect(collector.packetList.length).toBeGreaterThan(200);
    expect(collector.errors).toEqual([expect.stringContaining('cannot be read further (unknown error)')]);
  });

  it('can be named pipes, also ones nobody ever writes to', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const writer = spawn('sh', ['-c', 'sleep 0.1; cat "$0" > "$1"', saved('plain.pcap', plain), pipe]);
    expectAll(await collect(pipe));
    writer.kill();
    const impatience = new AbortController();
    setTimeout(() => impatience.abort(), 50);
    const opened = await openCapture(pipe, impatience.signal);
    expect(opened.ok).toBe(false);
  });

  it('can be standard input, as a pipe and as a file, and are read live', async () => {
    const program = `
      import { openCapture } from ${JSON.stringify(new URL('./file.ts', import.meta.url).href)};
      import { pump } from ${JSON.stringify(new URL('./pump.ts', import.meta.url).href)};
      const opened = await openCapture('-');
      if (!opened.ok) console.log(opened.message);
      else await pump(opened.source, { packets: batch => console.log(batch.count), notice: notice => console.log(notice.text) });`;
    const start = (input: 'pipe' | number): ReturnType<typeof spawn> =>
      spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: [input, 'pipe', 'inherit'] });
    const all = async (child: ReturnType<typeof spawn>): Promise<string> => {
      let text = '';
      for await (const chunk of child.stdout ?? []) text += String(chunk);
      return text;
    };
    const sum = (text: string): number =>
      text
        .trim()
        .split('\n')
        .map(Number)
        .reduce((total, count) => total + count, 0);

    expect(sum(await all(start(openSync(saved('plain.pcap', plain), 'r'))))).toBe(3000);
    expect(sum(await all(start(openSync(saved('plain.gz', gzipSync(plain)), 'r'))))).toBe(3000);

    const live = start('pipe');
    const one = pcapFile([{ seconds: 1, fraction: 0, data }]);
    const answer = new Promise(resolve => live.stdout?.once('data', chunk => resolve(String(chunk))));
    live.stdin?.write(one);
    expect(await answer).toBe('1\n');
    live.stdin?.end(one.subarray(24));
    expect(await all(live)).toBe('1\n');

    const nothing = start('pipe');
    nothing.stdin?.end();
    expect(await all(nothing)).toBe('Standard input is empty.\n');
  });
});
