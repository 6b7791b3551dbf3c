import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { certificate, serverFlight } from '../../testing/certificates.ts';
import { recording, runDetectors } from '../../testing/detector-run.ts';
import { fromHex, fromText, join, tcpFrame, udpFrame } from '../../testing/frames.ts';
import { mutate } from '../../testing/mutate.ts';
import { Random } from '../../testing/random.ts';
import { addressed, Talks } from '../../testing/talks.ts';
import type { Finding } from '../contracts.ts';
import type { IncidentKind } from '../kinds.ts';
import { LearnedNorms } from '../norms/learned-norms.ts';
import { contentDetectors } from './contents.ts';

/** Recording, what it must be found as, and within how many seconds of its begin. */
const clips: readonly (readonly [string, IncidentKind, number])[] = [
  ['ssh-brute-force-quiet', 'brute-force', 60],
  ['ssh-brute-force-medium', 'brute-force', 10],
  ['ssh-brute-force-loud', 'brute-force', 5],
  ['ftp-brute-force-medium', 'brute-force', 10],
  ['http-brute-force-quiet', 'brute-force', 40],
  ['http-brute-force-medium', 'brute-force', 10],
  ['http-brute-force-loud', 'brute-force', 5],
  ['mail-brute-force-medium', 'brute-force', 15],
  ['database-brute-force-medium', 'brute-force', 10],
  ['telnet-botnet-infection-medium', 'brute-force', 30],
  ['cleartext-credentials-medium', 'cleartext-credentials', 5],
  ['tls-odd-port-medium', 'tls-odd-port', 5],
  ['tls-self-signed-medium', 'tls-self-signed', 5],
  ['tls-expired-medium', 'tls-expired', 5],
  ['tls-old-version-medium', 'tls-old-version', 5],
  ['executable-download-medium', 'executable-download', 5],
  ['mining-medium', 'mining', 5],
  ['mining-tls-medium', 'mining', 5],
];

/** All that were known or are harmless in the recordings, told of all the same. */
const harmless: readonly IncidentKind[] = ['cleartext-credentials', 'rare-protocol'];

type Label = {
  readonly start: number;
  readonly actorAddresses: readonly string[];
  readonly targetAddresses: readonly string[];
};

function labels(name: string): Label[] {
  const lines = readFileSync(recording(name).replace('.pcapng.gz', '.labels.jsonl'), 'utf8');
  return lines.split('\n').flatMap(line => (line === '' ? [] : [JSON.parse(line) as Label]));
}

async function find(names: readonly string[]): Promise<Finding[][]> {
  let learned = 0;
  let first = 0;
  return runDetectors(
    names.map(recording),
    tools => [
      ...contentDetectors(tools),
      {
        section: 'clock',
        wants: 0,
        packet: () => undefined,
        second(now) {
          if (first === 0) first = now;
          learned = now - first;
        },
        save: () => ({ facts: {}, arrays: {} }),
        load: () => undefined,
      },
    ],
    { norms: new LearnedNorms(), tools: { learnedSeconds: () => learned } },
  );
}

function addressText(party: Finding['actor']): string {
  if (party?.kind !== 4) return party === undefined ? '' : 'version 6';
  return [24, 16, 8, 0].map(shift => (party.d >>> shift) & 255).join('.');
}

describe.runIf(existsSync(recording('normal-day')))('what is said in the recordings', () => {
  it.each(clips)('%s is found as %s within %i s', async (name, kind, seconds) => {
    const [label] = labels(`clips/${name}`);
    const [found = []] = await find([`clips/${name}`]);
    const hit = found.find(finding => finding.kind === kind);
    expect(hit).toBeDefined();
    if (!hit || !label) return;
    expect(hit.time - label.start).toBeLessThanOrEqual(seconds);
    const isVersion6 = addressText(hit.actor) === 'version 6';
    if (!isVersion6 && name !== 'telnet-botnet-infection-medium') {
      expect(label.actorAddresses).toContain(addressText(hit.actor));
      const targets = name === 'cleartext-credentials-medium' ? 3 : 2;
      expect(label.targetAddresses.slice(0, targets * 2)).toContain(addressText(hit.target));
    }
  });

  it('is nothing bad on a normal day, known or not', async () => {
    const [day = [], again = []] = await find(['normal-day', 'normal-day']);
    expect(day.filter(({ kind }) => !harmless.includes(kind))).toEqual([]);
    expect(day.length).toBeLessThanOrEqual(6);
    expect(again).toEqual([]);
  }, 60_000);

  it('is nothing bad when much is new that is harmless', async () => {
    const [, drift = []] = await find(['normal-day', 'drift']);
    expect(drift.filter(({ kind }) => !harmless.includes(kind))).toEqual([]);
    expect(drift.length).toBeLessThanOrEqual(2);
  }, 60_000);
});

describe('anything that is said', () => {
  const seeds: readonly (readonly [number, Uint8Array])[] = [
    [21, fromText('USER anna\r\nPASS x\r\n')],
    [25, fromText('AUTH PLAIN AGFubmEAeA==\r\n')],
    [80, fromText('POST /in HTTP/1.1\r\nAuthorization: Basic YTpi\r\n\r\npassword=x')],
    [80, fromText('HTTP/1.1 200 OK\r\nContent-Type: application/x-sh\r\n\r\n#!/bin/sh')],
    [
      389,
      fromHex('30 24 02 01 01 60 1f 02 01 03 04 0f 636e3d616e6e612c64633d6c6f6361 80 09 547230756234646f72'),
    ],
    [443, serverFlight(certificate({ issuer: 'x', subject: 'x' }))],
    [445, join(fromHex('00 00 00 48 fe 53 4d 42 40 00 00 00 6d 00 00 c0 01 00'), new Uint8Array(58))],
    [502, fromHex('00 01 00 00 00 06 01 05 00 00 ff 00')],
    [1883, fromHex('10 20 00 04 4d 51 54 54 04 c2 00 3c 00 01 61 00 04 61 6e 6e 61')],
    [3333, fromText('{"id":1,"method":"mining.subscribe","params":[]}\n')],
    [5432, fromHex('45 00 00 00 20 53 46 41 54 41 4c 00 43 32 38 50 30 31 00')],
    [20_000, fromHex('05 64 0b c4 01 00 02 00 aa bb c0 c0 0d 3c 02 06 00 00')],
    [22, fromText('SSH-2.0-x\r\n')],
  ];

  it('is survived, in either direction, cut anywhere, at any time', () => {
    const random = new Random(6);
    const all = new Talks(contentDetectors);
    for (let round = 0; round < 6000; round += 1) {
      const [port, seed] = random.pick(seeds);
      const payload = random.chance(0.8) ? mutate(seed.slice(), random) : seed;
      const isAnswer = random.chance(0.5);
      const ports: [number, number] = isAnswer ? [port, 40_000] : [40_000, port];
      const flags = random.pick([0x18, 0x10, 0x11, 0x14, 0x02, 0x12]);
      const frame = random.chance(0.1) ? udpFrame(...ports, payload) : tcpFrame(...ports, payload, flags);
      const inside = `10.0.0.${random.below(30)}`;
      const outside = `93.184.216.${random.below(250)}`;
      addressed(frame, isAnswer ? outside : inside, isAnswer ? inside : outside);
      if (random.chance(0.2)) all.now += random.below(40);
      if (random.chance(0.001)) all.now = random.pick([0, 1, 1e9, 2e9]);
      expect(() =>
        all.frame(frame, random.chance(0.3) ? random.below(frame.length + 1) : undefined),
      ).not.toThrow();
    }
    for (const finding of all.found) {
      expect(Number.isFinite(finding.measures[0]?.value)).toBe(true);
      expect(Number.isFinite(finding.measures[0]?.oddness)).toBe(true);
    }
  });

  it('leaves what was learned in a form that can be read again', () => {
    const one = new Talks(contentDetectors);
    const other = new Talks(contentDetectors);
    const sections = new Set<string>();
    for (const [index, detector] of one.detectors.entries()) {
      expect(other.detectors[index]?.load(detector.save())).toBeUndefined();
      sections.add(detector.section);
    }
    expect(sections.size).toBe(one.detectors.length);
  });
});
