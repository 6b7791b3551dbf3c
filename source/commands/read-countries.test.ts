import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Reader } from 'mmdb-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressedFrame } from '../testing/addressed-frames.ts';
import { pcapFile } from '../testing/capture-files.ts';
import { runCommand } from '../testing/command.ts';
import { ethernetFrame, fromHex } from '../testing/frames.ts';
import { isNowhere } from '../testing/special-addresses.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import type { Command } from './command.ts';
import { read as readCommand } from './read.ts';

/** Giving up root would change the process that runs the tests; nothing but our own database is asked. */
const read: Command = {
  ...readCommand,
  run: (words, context) =>
    readCommand.run([...words, '--keep-root', '--redis', 'off'], {
      ...context,
      environment: { HOME: '/nonexistent', XDG_DATA_HOME: '/nonexistent', XDG_CACHE_HOME: '/nonexistent' },
    }),
};

const bundled = fileURLToPath(
  import.meta.resolve('@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb'),
);
const reader = new Reader(readFileSync(bundled));
const countryOf = (address: string): string =>
  (reader.get(address) as { country_code?: string } | null)?.country_code ?? 'unknown';

type Row = {
  readonly code: string | null;
  readonly name: string;
  readonly packets: number;
  readonly packets_in: number;
  readonly packets_out: number;
  readonly bytes: number;
  readonly bytes_in: number;
  readonly bytes_out: number;
  readonly share: number;
  readonly hosts: number;
  readonly flows: number;
  readonly first: number;
};

type Document = {
  readonly packets: number;
  readonly bytes: number;
  readonly packets_in_two: number;
  readonly addresses: number;
  readonly addresses_unknown: number;
  readonly addresses_unanswered: number;
  readonly sources: readonly string[];
  readonly countries: readonly Row[];
};

async function countries(words: readonly string[]): Promise<Document> {
  const run = await runCommand(read, [...words, '--countries', '--json']);
  expect(run.error).toBeUndefined();
  return JSON.parse(run.output) as Document;
}

/** As plain as can be: where each side is, what it weighs. */
type Told = { readonly from: string; readonly to: string; readonly bytes: number; readonly time: number };

function naive(packets: readonly Told[]) {
  const totals = new Map<string, Omit<Row, 'code' | 'name' | 'hosts' | 'flows' | 'share'>>();
  for (const { from, to, bytes, time } of packets) {
    const isHome = from === 'local' && to === 'local';
    for (const country of new Set([from, to])) {
      if (country === 'local' && !isHome) continue;
      const row = totals.get(country);
      const [cameFrom, wentTo] = [from === country ? 1 : 0, to === country ? 1 : 0];
      totals.set(country, {
        packets: (row?.packets ?? 0) + 1,
        packets_in: (row?.packets_in ?? 0) + cameFrom,
        packets_out: (row?.packets_out ?? 0) + wentTo,
        bytes: (row?.bytes ?? 0) + bytes,
        bytes_in: (row?.bytes_in ?? 0) + cameFrom * bytes,
        bytes_out: (row?.bytes_out ?? 0) + wentTo * bytes,
        first: Math.min(row?.first ?? time, time),
      });
    }
  }
  return totals;
}

function compare({ countries: rows, packets }: Document, told: readonly Told[]): void {
  const expected = naive(told);
  expect(new Set(rows.map(row => row.code ?? row.name))).toEqual(new Set(expected.keys()));
  for (const row of rows) {
    const { code, name, hosts, flows, share, ...counts } = row;
    expect({ name, ...counts }).toEqual({ name, ...expected.get(code ?? name) });
    expect(share).toBeCloseTo(row.packets / packets, 9);
  }
  expect(rows.map(row => row.packets)).toEqual(rows.map(row => row.packets).toSorted((a, b) => b - a));
}

/** From, to, and the addresses that are located for them; '' for what is nowhere. */
const talks: [string, string, string, string][] = [
  ['10.0.0.1', '8.8.8.8', '', '8.8.8.8'],
  ['8.8.8.8', '10.0.0.1', '8.8.8.8', ''],
  ['10.0.0.1', '5.9.0.1', '', '5.9.0.1'],
  ['10.0.0.1', '192.168.1.1', '', ''],
  ['5.9.0.1', '8.8.8.8', '5.9.0.1', '8.8.8.8'],
  ['5.9.0.1', '5.9.0.2', '5.9.0.1', '5.9.0.2'],
  ['193.0.6.139', '224.0.0.1', '193.0.6.139', ''],
  ['10.0.0.1', '203.0.113.7', '', ''],
  ['100.64.0.1', '1.1.1.1', '', '1.1.1.1'],
  ['fe80::1', '2a01:4f8::1', '', '2a01:4f8::1'],
  ['2001:4860:4860::8888', 'fd00::1', '2001:4860:4860::8888', ''],
  ['2001:db8::1', 'ff02::1', '', ''],
  ['fd00::1', '::ffff:193.0.6.139', '', '193.0.6.139'],
  ['2002:0509:0001::1', 'fd00::1', '5.9.0.1', ''],
  ['fd00::1', '2002:0a00:0001::1', '', ''],
  ['64:ff9b::8.8.4.4', 'fd00::1', '8.8.4.4', ''],
  // A Teredo client's own address stands inverted at the end: 5.9.0.1.
  ['2001:0:4136:e378:8000:63bf:faf6:fffe', 'fd00::1', '5.9.0.1', ''],
];
const told: Told[] = talks.map(([from, to, source, destination], index) => ({
  from: source === '' ? 'local' : countryOf(source),
  to: destination === '' ? 'local' : countryOf(destination),
  bytes: addressedFrame(from, to, 2000 + index).length,
  time: 1_700_000_000 + index,
}));
const arp = ethernetFrame(
  0x0806,
  fromHex('0001 0800 06 04 0001 020000000001 c0000201 000000000000 c0000202'),
);

describe('read --countries', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let capture = '';

  beforeAll(() => {
    folder = temporaryFolder();
    capture = join(folder.path, 'some.pcap');
    const packets = talks.map(([from, to], index) => addressedFrame(from, to, 2000 + index));
    writeFileSync(
      capture,
      pcapFile(
        [...packets, arp].map((data, index) => ({ seconds: 1_700_000_000 + index, fraction: 0, data })),
      ),
    );
  });
  afterAll(() => folder[Symbol.dispose]());

  const all = [...told, { from: 'local', to: 'local', bytes: arp.length, time: 1_700_000_000 + told.length }];

  it('agrees with a count by hand, whatever form addresses have', async () => {
    const document = await countries([capture]);
    compare(document, all);
    expect(document).toMatchObject({ packets: all.length, packets_in_two: 1, addresses_unanswered: 0 });
    expect(document.bytes).toBe(all.reduce((sum, packet) => sum + packet.bytes, 0));
    expect(document.sources).toEqual([expect.stringMatching(/^bundled countries built \d{4}-\d\d-\d\d$/)]);
    const germany = document.countries.find(row => row.code === 'DE');
    // As packets are addressed: 5.9.0.1 and 5.9.0.2 and its 6to4, its Teredo, and one of IPv6.
    expect(germany).toMatchObject({ name: 'Germany', hosts: 5, flows: 6 });
  });

  it('counts only what a filter lets through', async () => {
    const german = all.filter(({ from, to }) => from === 'DE' || to === 'DE');
    const document = await countries([capture, '--filter', 'country germany']);
    compare(document, german);
    expect(document.packets).toBe(german.length);
  });

  it.each([
    ['country de', (from: string, to: string) => from === 'DE' || to === 'DE'],
    ['country local', (from: string, to: string) => from === 'local' && to === 'local'],
    [
      'not country in {de, us}',
      (from: string, to: string) => !['DE', 'US'].some(one => one === from || one === to),
    ],
    ['src country de', (from: string) => from === 'DE'],
    [
      'country != de',
      (from: string, to: string) => (from !== 'local' || to !== 'local') && from !== 'DE' && to !== 'DE',
    ],
  ])('filters packets alike: %s', async (filter, wanted) => {
    const { output, error } = await runCommand(read, [capture, '--filter', filter, '--count']);
    expect(error).toBeUndefined();
    expect(Number(output)).toBe(all.filter(({ from, to }) => wanted(from, to)).length);
  });

  it('exports where packets go', async () => {
    const { output } = await runCommand(read, [capture, '--export', 'jsonl']);
    const records = output
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as Record<string, unknown>);
    const side = (country: string): string | null => (country.length === 2 ? country : null);
    expect(records.map(record => [record['country_src'], record['country_dst']])).toEqual(
      all.map(({ from, to }) => [side(from), side(to)]),
    );
  });

  it('prints a table, and says how it knows', async () => {
    const { output, warnings } = await runCommand(read, [capture, '--countries']);
    const lines = output.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^CODE +COUNTRY +PACKETS +SHARE +IN +OUT +BYTES +HOSTS +FLOWS +FIRST SEEN$/);
    expect(lines.find(line => line.startsWith('DE'))).toMatch(/^DE +Germany +6 +33\.3 % /);
    expect(output).toContain('1 packet between two countries, counted for both.');
    expect(output).toMatch(/public addresses, 0 of them unknown; looked up: bundled countries built /);
    expect(warnings.join(' ')).toContain('18 received');
  });

  it('calls no share nothing', async () => {
    using few = temporaryFolder();
    const file = join(few.path, 'few.pcap');
    const frames = Array.from({ length: 3000 }, () => addressedFrame('10.0.0.1', '10.0.0.2', 60));
    frames.push(addressedFrame('10.0.0.1', '5.9.0.1', 60));
    writeFileSync(file, pcapFile(frames.map((data, index) => ({ seconds: index, fraction: 0, data }))));
    const { output } = await runCommand(read, [file, '--countries']);
    expect(output).toMatch(/^- +local +3,000 +100\.0 % /m);
    expect(output).toMatch(/^DE +Germany +1 +<0\.1 % /m);
  });

  it('names databases it could not use, once, and what nobody here knows', async () => {
    using folder = temporaryFolder();
    const missing = join(folder.path, 'missing.mmdb');
    const file = join(folder.path, 'a.pcap');
    writeFileSync(file, pcapFile([]));
    const warnings = async (...words: string[]): Promise<string[]> =>
      (await runCommand(read, [file, '-q', ...words])).warnings.filter(
        warning => !warning.includes('received'),
      );
    const refused = `not used: ${missing} does not exist`;
    const nobody = 'no database here knows cities or systems (AS): name one that does with --geo-db';
    expect(await warnings('--countries', '--geo-db', missing)).toEqual([refused]);
    expect(await warnings('--countries', '--filter', 'country de', '--geo-db', missing)).toEqual([refused]);
    expect(await warnings('--filter', 'not (asn 13335 or tcp)', '--count')).toEqual([nobody]);
    expect(await warnings('--filter', 'country de', '--count')).toEqual([]);
  });

  it('exports no places where they are not looked up', async () => {
    const { output } = await runCommand(read, [capture, '--export', 'csv', '--geo', 'off']);
    expect(output).not.toContain('country');
  });

  it('has a table without packets', async () => {
    const empty = join(folder.path, 'empty.pcap');
    writeFileSync(empty, pcapFile([]));
    expect(await countries([empty])).toMatchObject({ packets: 0, countries: [] });
    expect((await runCommand(read, [empty, '--countries'])).output).toContain('0 packets, 0 bytes.');
  });

  it.each([
    [['--countries', '--count'], 'choose one of'],
    [['--countries', '-o', 'some.csv'], 'do not go with'],
    [['--json'], '--json is for --countries'],
    [['--filter', 'country zq'], 'there is no country "zq"'],
    [['--countries', '--geo', 'off'], '--geo is off'],
    [['--filter', 'asn 3320', '--geo', 'off'], '--geo is off'],
    [['--countries', '--geo', 'perhaps'], '--geo'],
  ])('refuses %j', async (given, message) => {
    expect((await runCommand(read, [capture, ...given])).error).toContain(message);
  });
});

function placeOf(address: string | null, isIp: boolean): string {
  return address === null || !isIp || isNowhere(address) ? 'local' : countryOf(address);
}

const corpus = fileURLToPath(new URL('../../../shared/corpus/nDPI/', import.meta.url));
const mostFiles = 6;

function corpusFiles(): string[] {
  try {
    const names = readdirSync(corpus)
      .filter(name => /\.pcap(ng)?$/.test(name))
      .sort();
    // Some of every letter.
    return names.filter((_, index) => index % Math.ceil(names.length / mostFiles) === 0);
  } catch {
    return [];
  }
}

describe('read --countries over real traffic', () => {
  const files = corpusFiles();

  it('has captures to read', context => {
    if (files.length === 0) context.skip('there is no corpus beside the repository');
    expect(files.length).toBeGreaterThan(3);
  });

  it.each(files)('counts %s as a naive count does', async name => {
    const path = join(corpus, name);
    const exported = await runCommand(read, [path, '--export', 'jsonl']);
    const packets = exported.output
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as Record<string, unknown>);
    const ends = packets.map(packet => ({
      from: placeOf(packet['src'] as string | null, packet['protocol'] !== 'ARP'),
      to: placeOf(packet['dst'] as string | null, packet['protocol'] !== 'ARP'),
      bytes: packet['length'] as number,
      time: packet['time'] as number,
    }));
    compare(await countries([path]), ends);
  });
});
