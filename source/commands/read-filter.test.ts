import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pcapFile } from '../testing/capture-files.ts';
import { runCommand } from '../testing/command.ts';
import { fromText, tcpFrame, udpFrame } from '../testing/frames.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { help } from './help.ts';
import { read } from './read.ts';

const frames = [
  tcpFrame(40_000, 443, new Uint8Array(0), 0x02),
  udpFrame(5000, 5001, fromText('one')),
  tcpFrame(40_000, 80, fromText('GET /login HTTP/1.1\r\n\r\n')),
  udpFrame(5000, 5001, fromText('two')),
];

let folder: ReturnType<typeof temporaryFolder>;
let capture = '';

beforeEach(() => {
  folder = temporaryFolder();
  capture = join(folder.path, 'capture.pcap');
  writeFileSync(capture, pcapFile(frames.map((data, index) => ({ seconds: index, fraction: 0, data }))));
});
afterEach(() => folder[Symbol.dispose]());

/** Giving up root would change the process that runs the tests. */
function run(...words: string[]) {
  return runCommand(read, [...words, '--keep-root']);
}

describe('read --filter', () => {
  it('prints what matches under its own number and counts it', async () => {
    const { code, output, warnings } = await run(capture, '--filter', 'udp');
    expect(code).toBe(0);
    expect(
      output
        .trimEnd()
        .split('\n')
        .map(line => line.trim().split(/\s+/)[0]),
    ).toEqual(['No', '2', '4']);
    expect(warnings).toEqual(['4 received, drops unknown, 0 skipped, 2 matched']);
  });

  it.each([
    ['login', '1'],
    ['no > 2', '2'],
    ['tcp.flags has syn or "login"', '2'],
    ['', '4'],
    ['arp', '0'],
  ])('counts %j', async (filter, count) => {
    expect((await run(capture, '--count', '-q', '--filter', filter)).output).toBe(`${count}\n`);
  });

  it('counts back from the newest packet of a file, wherever that stands', async () => {
    const mixed = join(folder.path, 'mixed.pcap');
    const times = [1000, 1600, 1700, 1650, 1300];
    writeFileSync(
      mixed,
      pcapFile(times.map(seconds => ({ seconds, fraction: 0, data: frames[0] ?? new Uint8Array(0) }))),
    );
    const count = async (filter: string): Promise<string> =>
      (await run(mixed, '--count', '-q', '--filter', filter)).output.trim();
    expect(await count('time >= -60s')).toBe('2');
    expect(await count('tcp and not time < -101s')).toBe('3');
    expect(await count('time < -5m')).toBe('2');
    expect(await count('time >= -1d')).toBe('5');
  });

  it('records and exports what matches', async () => {
    const recorded = join(folder.path, 'found.pcapng');
    const { warnings } = await run(capture, '--filter', 'udp', '-o', recorded);
    expect(warnings[0]).toContain('2 packets written to');
    expect((await run(recorded, '--count', '-q')).output).toBe('2\n');
    const exported = join(folder.path, 'found.jsonl');
    await run(capture, '--filter', 'port 80', '-o', exported);
    const lines = readFileSync(exported, 'utf8').trimEnd().split('\n');
    expect(lines.map(line => (JSON.parse(line) as { no: number }).no)).toEqual([3]);
  });

  it('shows the tree of a packet that matches', async () => {
    expect((await run(capture, '--filter', 'udp', '--tree', '4')).output).toContain('Packet 4:');
    expect((await run(capture, '--filter', 'udp', '--tree', '3')).error).toBe(
      'there is no packet 3 that matches; 4 packets were read',
    );
    expect((await run(capture, '--filter', 'udp', '--tree', '9')).error).toBe(
      'there is no packet 9; 4 packets were read',
    );
  });

  it('stops at --limit packets read', async () => {
    const { warnings } = await run(capture, '--filter', 'udp', '-c', '3');
    expect(warnings).toEqual(['3 received, drops unknown, 0 skipped, 1 matched']);
  });

  it.each([
    ['tcp and prot == x', '          ^^^^', /unknown field "prot" — did you mean "proto"\?/],
    ['port 99999', '       ^^^^^', /port takes 0–65535, not 99999/],
    ['tcp and', '      ^^^', /something must follow "and"/],
    ['bytes > 5', '  ^^^^^^^^^', /the packets table has no such column/],
  ])('points at the mistake in %j', async (filter, carets, message) => {
    const { error, warnings, output } = await run('no-such-file', '--filter', filter);
    expect(warnings).toEqual([`  ${filter}`, carets]);
    expect(error).toMatch(message);
    expect(output).toBe('');
  });
});

it('explains the language within 80 columns', async () => {
  const { code, output } = await runCommand(help, ['filter']);
  expect(code).toBe(0);
  expect(output).toMatch(/^Usage: /m);
  expect(output).toContain('tcp.flags has syn');
  for (const line of output.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
});
