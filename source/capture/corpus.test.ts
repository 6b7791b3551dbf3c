import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inChunks } from '../testing/chunks.ts';
import { Collector } from '../testing/collect.ts';
import {
  type CorpusFile,
  corpusAbsent,
  corpusBytes,
  corpusFiles,
  corpusIsPresent,
  type Expectation,
  readExpectations,
} from '../testing/expectations.ts';
import { type OpenedCapture, openCapture, openInput } from './file.ts';
import { pump } from './pump.ts';
import { readCapture } from './read-capture.ts';
import { StreamInput } from './stream-input.ts';

/** Crafted sub-second parts of a second and more, or below zero: tshark prints them as they stand, or overflows. */
const impossibleTimes = new Set([
  'tcpdump/timestamp_invalid_micro.pcap',
  'tcpdump/timestamp_invalid_nano.pcap',
  'tcpdump/rx_serviceid_oobr.pcap',
  'nDPI/fuzz-2021-06-07-c6c72a0a56.pcap',
  'tcpdump/atm-oam-loopback-print-overrun.pcap',
  'damaged/nDPI/fuzz-2021-10-13.pcap',
]);

/** SunATM: tshark takes the four bytes in front of each packet for a header of the file, we for the packet's. */
const sunAtmHeaderLength = 4;
const sunAtm = 123;

/** tshark's lengths are signed. */
const longestInTshark = 0x7fffffff;

const chunkSizes = [[1, 7, 4096], [7], [4096], [65_521, 3]];

/** Byte by byte is slow; small files get it. */
const smallFile = 4000;

let folder = '';

function times(packet: Collector['packetList'][number]): string {
  return `${packet.seconds}.${String(packet.nanoseconds).padStart(9, '0')}`;
}

/** How our packets differ from what tshark read. */
function differences(file: CorpusFile, collector: Collector, rows: readonly Expectation[]): string[] {
  const found: string[] = [];
  for (const [index, row] of rows.entries()) {
    const packet = collector.packetList[index];
    const header = packet?.linkType === sunAtm ? sunAtmHeaderLength : 0;
    // Simple packets have no time; ours is then 0.
    const time = impossibleTimes.has(file.path) ? '' : row.time || '0.000000000';
    const theirs = `${time} ${row.length} ${row.captured}`;
    const ours =
      packet === undefined
        ? 'no packet'
        : `${time === '' ? '' : times(packet)} ${Math.min(packet.length - header, longestInTshark)} ${packet.captured - header}`;
    if (ours !== theirs) found.push(`${file.path} packet ${index + 1}: ours ${ours}, expected ${theirs}`);
  }
  return found;
}

async function collect(opened: OpenedCapture): Promise<Collector> {
  const collector = new Collector();
  if (opened.ok) await pump(opened.source, collector);
  else collector.notice({ severity: 'error', text: opened.message });
  return collector;
}

/** Everything but what the capture is called in messages, and how much of a block a reader could see. */
function gist(collector: Collector): unknown {
  return {
    packets: collector.packetList,
    notices: collector.notices.map(notice => notice.text.replace(/^(The capture|"[^"]*")/, '')),
  };
}

describe.runIf(corpusIsPresent)('the corpus', () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'oddwire-corpus-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is read as tshark reads it: number, time and lengths of all packets', () => {
    let packets = 0;
    let cells = 0;
    const wrong: string[] = [];
    const files = corpusFiles().filter(file => !file.damaged);
    for (const file of files) {
      const collector = new Collector();
      const statistics = readCapture(corpusBytes(file.path), collector);
      packets += statistics.received;
      if (statistics.received !== file.packets)
        wrong.push(`${file.path}: ${statistics.received} packets, not ${file.packets}`);
      if (collector.errors.length > 0) wrong.push(`${file.path}: ${collector.errors.join(' ')}`);
      const rows = readExpectations(file.path) ?? [];
      if (rows.length !== file.packets)
        wrong.push(`${file.path}: ${rows.length} rows are expected, not ${file.packets}`);
      cells += rows.length * 3;
      wrong.push(...differences(file, collector, rows));
    }
    console.log(
      `capture corpus: ${files.length} files, ${packets} packets, ${cells} cells compared, ${wrong.length} differences`,
    );
    expect(wrong).toEqual([]);
    expect(files.length).toBeGreaterThan(1000);
  });

  it('survives its damaged part with one sentence per file, and the packets before the damage', () => {
    const lines: string[] = [];
    for (const file of corpusFiles().filter(each => each.damaged)) {
      const collector = new Collector();
      const { received } = readCapture(corpusBytes(file.path), collector);
      // tshark gives up on link types it does not know; we hand the packets on.
      expect(received, file.path).toBeGreaterThanOrEqual(file.packets);
      expect(collector.errors.length, file.path).toBeLessThanOrEqual(1);
      expect(differences(file, collector, readExpectations(file.path) ?? [])).toEqual([]);
      const linkTypes = [...new Set(collector.packetList.map(packet => packet.linkType))].join(', ');
      expect(received > 0 || collector.notices.length > 0, `${file.path} says nothing`).toBe(true);
      lines.push(
        `${file.path}: ${collector.notices.at(-1)?.text ?? `${received} packets of link type ${linkTypes}`}`,
      );
    }
    console.log(
      `damaged captures: ${lines.length} read, ${lines.filter(line => line.includes('is damaged')).length} refused in part or whole`,
    );
    expect(lines.length).toBeGreaterThan(20);
  });

  it('is the same from memory, as a file, gzipped, and as a stream in odd pieces', {
    timeout: 120_000,
  }, async () => {
    const plain = join(folder, 'plain');
    const packed = join(folder, 'packed');
    for (const [index, file] of corpusFiles().entries()) {
      const bytes = corpusBytes(file.path);
      const memory = new Collector();
      readCapture(bytes, memory);
      const expected = gist(memory);
      writeFileSync(plain, bytes);
      writeFileSync(packed, gzipSync(bytes, { level: 1 }));
      const sizes =
        bytes.length < smallFile && index % 4 === 0 ? [1] : (chunkSizes[index % chunkSizes.length] ?? [1]);
      expect(gist(await collect(await openCapture(plain))), file.path).toEqual(expected);
      expect(gist(await collect(await openCapture(packed))), file.path).toEqual(expected);
      const stream = new StreamInput(inChunks(bytes, sizes));
      expect(gist(await collect(await openInput('The capture', stream))), `${file.path} in ${sizes}`).toEqual(
        expected,
      );
    }
  });
});

describe.runIf(!corpusIsPresent)('the corpus', () => {
  it('is not here', context => {
    console.log(corpusAbsent);
    context.skip();
  });
});
