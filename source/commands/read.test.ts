import { existsSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pcapFile } from '../testing/capture-files.ts';
import { runCommand } from '../testing/command.ts';
import { ethernetFrame, fromHex, fromText, ipv6Frame, join, tcpFrame, udpFrame } from '../testing/frames.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import type { Command } from './command.ts';
import { read as readCommand } from './read.ts';

/** Giving up root would change the process that runs the tests. */
const read: Command = {
  ...readCommand,
  run: (words, context) => readCommand.run([...words, '--keep-root'], context),
};

const dnsQuery = fromHex('abcd 0100 0001 0000 0000 0000 07 6578616d706c65 03 636f6d 00 0001 0001');
/** The same two hosts, the other way round. */
const responseFrame = tcpFrame(443, 40000, fromText('hello'), 0x12);
responseFrame.set([192, 0, 2, 2, 192, 0, 2, 1], 26);

const frames = [
  tcpFrame(40000, 443, new Uint8Array(0), 0x02),
  udpFrame(50000, 53, dnsQuery),
  ethernetFrame(0x0806, fromHex('0001 0800 06 04 0001 020000000001 c0000201 000000000000 c0000202')),
  ethernetFrame(
    0x8100,
    join(fromHex('0007 86dd'), ipv6Frame(17, fromHex('1388 1389 000a 0000 ffff')).subarray(14)),
  ),
  responseFrame,
];
const file = pcapFile(
  frames.map((data, index) => ({ seconds: 1_700_000_000 + index, fraction: 250_000 + index, data })),
);

/** These are documentation addresses, which are nowhere. */
const nowhere = {
  country_src: null,
  country_dst: null,
  city_src: null,
  city_dst: null,
  asn_src: null,
  asn_dst: null,
};

let folder: ReturnType<typeof temporaryFolder>;
let capture = '';

beforeEach(() => {
  folder = temporaryFolder();
  capture = joinPath(folder.path, 'capture.pcap');
  writeFileSync(capture, file);
});
afterEach(() => folder[Symbol.dispose]());

describe('read', () => {
  it('prints a line for each packet and counts at the end', async () => {
    const { code, output, warnings } = await runCommand(read, [capture]);
    expect(code).toBe(0);
    const lines = output.trimEnd().split('\n');
    expect(lines).toHaveLength(6);
    expect(lines[1]).toMatch(
      /^ {6}1 {2}\d\d:\d\d:20\.250000 {2}192\.0\.2\.1:40000 +192\.0\.2\.2:443 +TCP +54 {2}40000 → 443 \[SYN\]/,
    );
    expect(lines[2]).toContain('Standard query 0xabcd A example.com');
    expect(lines[3]).toContain('02:00:00:00:00:01');
    expect(lines[4]).toContain('[2001:db8::1]:5000');
    expect(warnings).toEqual(['5 received, drops unknown, 0 skipped']);
  });

  it('exports JSON lines of the documented schema', async () => {
    const { output } = await runCommand(read, [capture, '--export', 'jsonl', '--no-oddness']);
    const objects = output
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as Record<string, unknown>);
    expect(objects).toHaveLength(5);
    expect(objects[1]).toEqual({
      v: 1,
      no: 2,
      time: 1_700_000_001.250001,
      time_ns: '1700000001250001000',
      length: 71,
      captured: 71,
      link: 'ethernet',
      eth_src: '02:00:00:00:00:01',
      eth_dst: '02:00:00:00:00:02',
      vlan: null,
      src: '192.0.2.1',
      dst: '192.0.2.2',
      src_port: 50000,
      dst_port: 53,
      transport: 'UDP',
      protocol: 'DNS',
      flags: null,
      ttl: 64,
      info: 'Standard query 0xabcd A example.com',
      dns_query: 'example.com',
      ...nowhere,
    });
    expect(objects[3]).toMatchObject({ vlan: 7, src: '2001:db8::1', transport: 'UDP', protocol: 'UDP' });
    expect(objects[4]).toMatchObject({ flags: 'SYN,ACK' });
  });

  it('exports one JSON array, also of nothing', async () => {
    const all: unknown = JSON.parse((await runCommand(read, [capture, '--export', 'json'])).output);
    expect(all).toHaveLength(5);
    writeFileSync(capture, pcapFile([]));
    expect(JSON.parse((await runCommand(read, [capture, '--export', 'json'])).output)).toEqual([]);
  });

  it('exports CSV with a cell for every field', async () => {
    const lines = (await runCommand(read, [capture, '--export', 'csv', '--no-oddness'])).output
      .trimEnd()
      .split('\n');
    expect(lines[0]?.split(',')).toHaveLength(28);
    expect(lines[5]).toContain('"SYN,ACK"');
    expect(lines[2]?.endsWith(',,example.com,,,,,,,')).toBe(true);
  });

  it("writes the original sniffer's records and reads them back", async () => {
    const { output } = await runCommand(read, [capture, '--export', 'packet-json', '--no-oddness']);
    const records = JSON.parse(output) as Record<string, unknown>[];
    expect(records).toHaveLength(4);
    expect(records[0]).toEqual({
      count: 0,
      dst_ip: '192.0.2.2',
      duration: 0,
      flag: 'SYN',
      protocol_type: 'tcp',
      service: 'https',
      src_bytes: 40,
      src_ip: '192.0.2.1',
      srv_count: 0,
      ...nowhere,
    });
    // The gap to the ARP packet before it counts, although ARP itself is no IP packet.
    expect(records[2]).toMatchObject({ duration: 1.000001, flag: 'none', service: '5001', src_bytes: 50 });
    expect(records[3]).toMatchObject({ count: 0, service: '40000', flag: 'SYN' });
    const path = joinPath(folder.path, 'records.json');
    writeFileSync(path, output);
    const { captured } = JSON.parse((await runCommand(read, [path, '--export', 'jsonl', '-c', '1'])).output);
    expect(captured).toBe(0);
    // Or, where there is no libpcap, that it is missing.
    expect((await runCommand(read, [path, '-f', 'tcp'])).error).toMatch(/use --filter instead of -f|libpcap/);
    const again = await runCommand(read, [path, '--export', 'packet-json', '--no-oddness']);
    expect((JSON.parse(again.output) as unknown[]).length).toBe(4);
    expect(JSON.parse(again.output)).toEqual(
      records.map((record, index) =>
        // Without ARP in the file its part of the gap is already in the next record.
        index === 0 ? { ...record, duration: 0 } : record,
      ),
    );
  });

  it('summarises with --basic', async () => {
    const { output } = await runCommand(read, [capture, '--basic']);
    expect(output).toContain('192.0.2.1        40000  192.0.2.2          443  TCP            54');
    expect(output).toContain('5 packets, 294 bytes in 4.000004 s, 1 packets/s');
    expect(output).toMatch(/PROTOCOL +PACKETS +BYTES +SHARE\n/);
    expect(output).toMatch(/192\.0\.2\.1 +3 +184 +62\.6 %/);
  });

  it('counts a packet of a host to itself once', async () => {
    const loopback = tcpFrame(40000, 443, new Uint8Array(0), 0x02);
    loopback.set([127, 0, 0, 1, 127, 0, 0, 1], 26);
    writeFileSync(capture, pcapFile([{ seconds: 1, fraction: 0, data: loopback }]));
    const { output } = await runCommand(read, [capture, '--basic']);
    expect(output).toMatch(/\n127\.0\.0\.1 +1 +54 +100\.0 %\n/);
  });

  it('shows one packet with every byte, or says that there is none', async () => {
    const { output } = await runCommand(read, [capture, '--tree', '2']);
    expect(output).toMatch(
      /^Packet 2: 2023-11-1\d \d\d:\d\d:21\.250001, 71 bytes on the wire, 71 captured\n/,
    );
    expect(output).toContain('  Time to live: 64  [22–22]');
    expect(output).toContain('0000  02 00 00 00 00 02 02 00  00 00 00 01 08 00 45 00  ..............E.');
    expect((await runCommand(read, [capture, '--tree', '9'])).error).toBe(
      'there is no packet 9; 5 packets were read',
    );
  });

  it('stops at --limit, prints only --count', async () => {
    const { output, warnings } = await runCommand(read, [capture, '-c', '2']);
    expect(output.trimEnd().split('\n')).toHaveLength(3);
    expect(warnings).toEqual(['2 received, drops unknown, 0 skipped']);
    expect((await runCommand(read, [capture, '--count', '-q'])).output).toBe('5\n');
  });

  it('keeps what stands before the damage, says so, and fails', async () => {
    writeFileSync(capture, file.subarray(0, file.length - 10));
    const { code, output, warnings } = await runCommand(read, [capture]);
    expect(code).toBe(1);
    expect(output.trimEnd().split('\n')).toHaveLength(5);
    expect(warnings[0]).toMatch(/damaged.*the 4 packets before that were kept/);
  });
});

describe('read -o', () => {
  it('writes a private file that appears whole, and leaves nothing beside it', async () => {
    const path = joinPath(folder.path, 'out.csv');
    const { code, warnings } = await runCommand(read, [capture, '-o', path]);
    expect(code).toBe(0);
    expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(7);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(warnings[0]).toContain('5 packets written to');
    expect(readdirSync(folder.path).toSorted()).toEqual(['capture.pcap', 'out.csv']);
  });

  it('never replaces a file silently, nor writes through a link', async () => {
    const path = joinPath(folder.path, 'out.json');
    writeFileSync(path, 'precious');
    expect((await runCommand(read, [capture, '-o', path])).error).toContain('exists and was left alone');
    expect(readFileSync(path, 'utf8')).toBe('precious');
    const link = joinPath(folder.path, 'link.json');
    symlinkSync(path, link);
    expect((await runCommand(read, [capture, '-o', link])).error).toContain('exists and was left alone');
    expect((await runCommand(read, [capture, '-o', link, '--overwrite'])).code).toBe(0);
    expect(readFileSync(path, 'utf8')).toBe('precious');
  });

  it('says why it cannot write', async () => {
    const missing = joinPath(folder.path, 'nowhere', 'out.csv');
    expect((await runCommand(read, [capture, '-o', missing])).error).toContain('there is no such folder');
    expect(existsSync(missing)).toBe(false);
    expect((await runCommand(read, [capture, '-o', folder.path, '--overwrite'])).error).toContain(
      'is a directory',
    );
  });

  it('goes by the ending, in capitals too', async () => {
    const path = joinPath(folder.path, 'OUT.JSON');
    await runCommand(read, [capture, '-o', path]);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toHaveLength(5);
  });

  it('counts what was written, not what was read', async () => {
    const path = joinPath(folder.path, 'records.json');
    const { warnings } = await runCommand(read, [capture, '--export', 'packet-json', '-o', path]);
    expect(warnings[0]).toBe(`4 packets written to ${path}; 1 packet left out: no place in this format`);
  });
});

describe('read, called wrongly', () => {
  it.each([
    [[], /nothing to read/],
    [['a', 'b'], /one capture at a time/],
    [['a', '-i', 'lo'], /not both/],
    [['a', '--export', 'xml'], /unknown format "xml"; there are csv, json, jsonl, packet-json, pcapng/],
    [['a', '--limit', 'many'], /--limit takes a whole number from 1 up, not "many"/],
    [['a', '--duration', '-1'], /--duration/],
    [['a', '--engine', 'warp'], /unknown engine "warp"/],
    [['a', '--basic', '--count'], /choose one/],
    [['a', '-o', ''], /-o needs the name of a file/],
    [['a', '-o', 'a.csv.gz'], /files are written uncompressed: .* gzip/],
    [['a', '-s', '64'], /--snaplen is for live captures/],
    [['a', '--no-promiscuous'], /--no-promiscuous is for live captures/],
    [['a', '--basik'], /did you mean "--basic"/],
    [['nowhere.pcap'], /nowhere\.pcap/],
    [['-i', 'no-such-interface-here'], /there is no interface "no-such-interface-here"; there are: /],
  ])('%j', async (words, message) => {
    const { error, output } = await runCommand(read, words);
    expect(error).toMatch(message);
    expect(output).toBe('');
  });
});
