import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pcapFile } from '../testing/capture-files.ts';
import { runCommand } from '../testing/command.ts';
import { recording } from '../testing/detector-run.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import type { Command } from './command.ts';
import { read as readCommand } from './read.ts';

/** Giving up root would change the process that runs the tests. */
const read: Command = {
  ...readCommand,
  run: (words, context) => readCommand.run([...words, '--keep-root'], context),
};

const scan = recording('clips/tcp-syn-scan-medium');
const spoofing = recording('clips/arp-spoofing-medium');

type Report = {
  readonly schema: string;
  readonly version: number;
  readonly input: { readonly packets: number };
  readonly learning: { readonly baseline: string };
  readonly incidents: readonly { readonly kind: string; readonly evidence: readonly number[] }[];
};

let folder: ReturnType<typeof temporaryFolder>;
const at = (name: string): string => join(folder.path, name);

beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder[Symbol.dispose]());

async function report(words: readonly string[]): Promise<Report> {
  const { output, error } = await runCommand(read, [...words, '--incidents', '--json']);
  expect(error).toBeUndefined();
  return JSON.parse(output) as Report;
}

describe('read --incidents', () => {
  it('tells what happened, within the width of a terminal', async () => {
    const { code, output } = await runCommand(read, [scan, '--incidents']);
    expect(code).toBe(0);
    expect(output).toContain('Port scan');
    expect(output).toMatch(/10\.10\.1\.90 → 10\.10\.1\.40, oddness/);
    expect(output).toContain('filter   ip.addr == 10.10.1.90 and ip.addr == 10.10.1.40');
    expect(output).toMatch(/\d incidents?\./);
    const wide = output.split('\n').filter(line => line.length > 80 && !line.includes('filter '));
    expect(wide).toEqual([]);
  });

  it.each([scan, spoofing])('gives the same twice, packed or not: %s', async path => {
    const first = await runCommand(read, [path, '--incidents', '--json']);
    const unpacked = at('unpacked.pcapng');
    writeFileSync(unpacked, gunzipSync(readFileSync(path)));
    const second = await runCommand(read, [unpacked, '--incidents', '--json']);
    expect(first.code).toBe(0);
    expect(JSON.parse(first.output)).toMatchObject({ schema: 'oddwire.incidents', version: 1 });
    expect(second.output).toBe(first.output);
  });

  it('writes packets with comments meanwhile', async () => {
    const path = at('told.pcapng');
    const { code, output } = await runCommand(read, [scan, '--incidents', '-o', path, '-q']);
    expect(code).toBe(0);
    expect(output).toContain('Port scan');
    expect(readFileSync(path).toString('latin1')).toMatch(/oddwire: incident 1, port scan, oddness \d+: /);
    const again = await report([path]);
    expect(again.input.packets).toBe(1599);
  });

  it('says so where there is nothing', async () => {
    const empty = at('empty.pcap');
    writeFileSync(empty, pcapFile([]));
    expect((await runCommand(read, [empty, '--incidents'])).output).toContain('There were no packets');
    expect((await report([empty])).incidents).toEqual([]);
  });

  it('reads records, judges what was before damage, and tells what it has when stopped', async () => {
    const records = at('records.json');
    await runCommand(read, [scan, '--export', 'packet-json', '--no-oddness', '-o', records]);
    expect((await report([records])).input.packets).toBeGreaterThan(0);

    const damaged = at('damaged.pcapng');
    const bytes = gunzipSync(readFileSync(scan));
    writeFileSync(damaged, bytes.subarray(0, bytes.length - 5000));
    const { code, output } = await runCommand(read, [damaged, '--incidents']);
    expect(code).toBe(1);
    expect(output).toContain('Port scan');

    const stopped = await runCommand(read, [scan, '--incidents'], AbortSignal.abort());
    expect(stopped.output).toContain('There were no packets');
  });

  it('uses the baseline it is told to', async () => {
    expect((await report([scan, '--baseline', 'none'])).learning.baseline).toBe('nothing');
    const wrong = at('wrong.baseline');
    writeFileSync(wrong, 'this is none');
    const run = await runCommand(read, [scan, '--incidents', '--baseline', wrong]);
    expect(run.error).toMatch(/^cannot use the baseline .*wrong\.baseline: /);
    expect((await runCommand(read, [scan, '--incidents', '--baseline', at('none')])).error).toMatch(
      /^cannot use the baseline /,
    );
  });
});

describe('read --odd', () => {
  it('prints the oddest packets in their order, and why', async () => {
    const { output } = await runCommand(read, [scan, '--odd', '5']);
    const numbers = [...output.matchAll(/^ *(\d+) {2}\d\d:/gm)].map(match => Number(match[1]));
    expect(numbers).toHaveLength(5);
    expect(numbers).toEqual(numbers.toSorted((one, other) => one - other));
    expect(output).toMatch(/oddness \d+\.\d \((?:less than )?one in .*\): part of incident 1: port scan/);
  });

  it('exports them', async () => {
    const { output } = await runCommand(read, [scan, '--odd', '20', '--export', 'jsonl']);
    const oddest = output
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as { readonly no: number; readonly oddness: number });
    const all = await runCommand(read, [scan, '--export', 'jsonl']);
    const every = all.output
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as { readonly no: number; readonly oddness: number });
    const wanted = every.toSorted((a, b) => b.oddness - a.oddness || a.no - b.no).slice(0, 20);
    expect(oddest.map(({ no }) => no)).toEqual(wanted.map(({ no }) => no).toSorted((a, b) => a - b));

    const path = at('odd.pcapng');
    const run = await runCommand(read, [scan, '--odd', '20', '-o', path]);
    expect(run.warnings.join()).toContain('20 packets written');
    expect((await runCommand(read, [path, '--count'])).output).toBe('20\n');
    expect(readFileSync(path).toString('latin1')).toMatch(/oddwire: oddness \d+: part of incident/);
  });
});

describe('oddness of packets', () => {
  it('is in exports, with reasons only where packets are odd', async () => {
    const { output } = await runCommand(read, [scan, '--export', 'jsonl']);
    const packets = output
      .trimEnd()
      .split('\n')
      .map(
        line =>
          JSON.parse(line) as {
            readonly oddness: number;
            readonly decision: number;
            readonly reasons: readonly string[];
          },
      );
    expect(packets.some(({ oddness, reasons }) => oddness >= 20 && reasons.length > 0)).toBe(true);
    for (const { oddness, decision, reasons } of packets) {
      expect(Math.abs(decision)).toBeLessThanOrEqual(1);
      if (oddness < 19.9) expect(reasons).toEqual([]);
    }
  });

  it('can be filtered for', async () => {
    const { output } = await runCommand(read, [scan, '--filter', 'odd > 60', '--count']);
    expect(Number(output)).toBeGreaterThan(100);
    expect(Number(output)).toBeLessThan(1599);
  });

  it.each([
    [['--baseline', 'none'], /--baseline is for where packets are judged/],
    [['--count', '--seed', '3'], /--seed is for where packets are judged/],
    [['--incidents', '--odd', '3'], /choose one/],
    [['--incidents', '--no-oddness'], /forbids/],
    [['--incidents', '--basic'], /do not go with/],
    [['--incidents', '--export', 'csv'], /-o PATH/],
    [['--incidents', '--filter', 'tcp'], /-o PATH/],
    [['--odd', '0'], /--odd takes a whole number/],
    [['--odd', '3', '--budget', 'many'], /--budget takes a whole number/],
  ])('refuses %j', async (words, problem) => {
    expect((await runCommand(read, [scan, ...words])).error).toMatch(problem);
  });
});
