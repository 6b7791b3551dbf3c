import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { recording, runDetectors } from '../../testing/detector-run.ts';
import { DetectorStand } from '../../testing/detector-stand.ts';
import { mutate } from '../../testing/mutate.ts';
import { Random } from '../../testing/random.ts';
import { corpusFrames, handMadeFrames } from '../../testing/seed-frames.ts';
import type { Finding } from '../contracts.ts';
import type { IncidentKind } from '../kinds.ts';
import { LearnedNorms } from '../norms/learned-norms.ts';
import { identityDetectors } from './identity.ts';
import { partyText } from './identity-words.ts';

type Label = {
  readonly start: number;
  readonly actorAddresses: readonly string[];
  readonly targetAddresses: readonly string[];
};

function labels(name: string): Label[] {
  const path = recording(name).replace('.pcapng.gz', '.labels.jsonl');
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Label);
}

async function find(...names: readonly string[]): Promise<Finding[][]> {
  return await runDetectors(names.map(recording), identityDetectors, { norms: new LearnedNorms() });
}

/** Learned from the first packet on, and nothing before it. */
async function findUnlearned(name: string): Promise<Finding[]> {
  let passed = 0;
  let before = 0;
  const clock = {
    section: 'clock',
    wants: 0,
    packet: () => undefined,
    second: (now: number) => {
      if (before !== 0) passed += now - before;
      before = now;
    },
    save: () => ({ facts: {}, arrays: {} }),
    load: () => undefined,
  };
  const [found = []] = await runDetectors([recording(name)], tools => [clock, ...identityDetectors(tools)], {
    norms: new LearnedNorms(),
    tools: { learnedSeconds: () => passed },
  });
  return found;
}

/** Clip, what it is to be called, and seconds within which. */
const expected: readonly (readonly [clip: string, kind: IncidentKind, seconds: number])[] = [
  ['arp-spoofing-medium', 'arp-spoofing', 8],
  ['duplicate-address-medium', 'address-conflict', 8],
  ['neighbour-spoofing-medium', 'neighbour-spoofing', 5],
  ['router-advertisement-spoofing-medium', 'router-spoofing', 2],
  ['rogue-dhcp-medium', 'dhcp-spoofing', 2],
  ['http-beacon-medium', 'beacon', 20],
  ['http-beacon-jittered-medium', 'beacon', 30],
  ['https-beacon-medium', 'beacon', 20],
  ['https-beacon-jittered-quiet', 'beacon', 60],
  ['https-beacon-jittered-medium', 'beacon', 30],
  ['https-beacon-jittered-loud', 'beacon', 12],
  ['mining-medium', 'beacon', 30],
  ['mining-tls-medium', 'beacon', 30],
  ['dns-beacon-quiet', 'dns-tunnel', 50],
  ['dns-beacon-medium', 'dns-tunnel', 20],
  ['dns-beacon-loud', 'dns-tunnel', 6],
  ['dns-tunnel-medium', 'dns-tunnel', 3],
  ['dns-exfiltration-medium', 'dns-tunnel', 4],
  ['icmp-tunnel-medium', 'icmp-tunnel', 4],
  ['https-exfiltration-medium', 'exfiltration', 20],
  ['https-exfiltration-loud', 'exfiltration', 5],
  ['cloud-exfiltration-medium', 'exfiltration', 20],
  ['ftp-exfiltration-medium', 'exfiltration', 25],
  ['ssh-exfiltration-medium', 'exfiltration', 25],
  // Harmless, and honestly much.
  ['failing-names-medium', 'failing-names', 30],
  ['big-upload-medium', 'exfiltration', 5],
];

describe('recordings with something in them', () => {
  it.each(expected)('%s is found as %s within %i s', async (clip, kind, seconds) => {
    const [label] = labels(`clips/${clip}`);
    const [found = []] = await find(`clips/${clip}`);
    const right = found.filter(finding => finding.kind === kind);
    expect(right.length).toBeGreaterThan(0);
    expect((right[0]?.time ?? 0) - (label?.start ?? 0)).toBeLessThanOrEqual(seconds);
    const named = right.flatMap(({ actor, target }) =>
      [actor, target].flatMap(one => (one ? [partyText(one)] : [])),
    );
    const involved = [...(label?.actorAddresses ?? []), ...(label?.targetAddresses ?? [])];
    expect(named.some(address => involved.includes(address) || address.startsWith('fe80:'))).toBe(true);
    // Nothing else is said than what also is true of it.
    const others = [...new Set(found.map(finding => finding.kind))].filter(other => other !== kind);
    expect(others.filter(other => other !== 'failing-names')).toEqual([]);
  });

  it('finds a new device, a new service and a quiet theft once the network is known', async () => {
    const [, device = []] = await find('normal-day', 'clips/new-device-medium');
    expect(device.map(({ kind }) => kind)).toContain('new-device');
    const [, service = []] = await find('normal-day', 'clips/new-service-medium');
    expect(service.map(({ kind, port }) => `${kind} ${port}`)).toEqual(['new-service 9418']);
    const [, quiet = []] = await find('normal-day', 'clips/https-exfiltration-quiet');
    expect([...new Set(quiet.map(({ kind }) => kind))]).toEqual(['exfiltration']);
  });
});

describe('recordings with nothing bad in them', () => {
  it.each([
    ['normal-day', 'nothing was', findUnlearned],
    ['normal-day', 'much was', async (name: string) => (await find(name))[0] ?? []],
  ] as const)('%s has a notice or two when %s learned', async (name, _words, run) => {
    const found = await run(name);
    expect(found.length).toBeLessThanOrEqual(2);
    expect(found.filter(({ kind }) => kind !== 'new-service' && kind !== 'new-device')).toEqual([]);
  });

  it('drift has its theft, and notices', async () => {
    const [, found = []] = await find('normal-day', 'drift');
    expect([...new Set(found.map(({ kind }) => kind))].sort()).toEqual([
      'exfiltration',
      'new-device',
      'new-service',
    ]);
    for (const { kind, target } of found)
      if (kind === 'exfiltration')
        expect(target && partyText(target)).toBe(labels('drift').at(-1)?.targetAddresses[0]);
  });
});

describe('what is learned', () => {
  it('survives being saved, and is empty at first', async () => {
    const first = new DetectorStand(identityDetectors);
    await play(first, 3000);
    const second = new DetectorStand(identityDetectors);
    first.detectors.forEach((detector, index) => {
      const saved = detector.save();
      expect(second.detectors[index]?.load(saved)).toBeUndefined();
      expect(second.detectors[index]?.save().arrays).toEqual(saved.arrays);
    });
    const sections = first.detectors.map(({ section }) => section);
    expect(new Set(sections).size).toBe(sections.length);
  });

  it('is not taken from a section that is damaged', async () => {
    const stand = new DetectorStand(identityDetectors);
    await play(stand, 3000);
    for (const detector of stand.detectors) {
      const saved = detector.save();
      for (const name of Object.keys(saved.arrays)) {
        const { [name]: gone, ...others } = saved.arrays;
        expect(detector.load({ ...saved, arrays: others })).toEqual(expect.any(String));
        const short = gone instanceof Int32Array ? new Int32Array(99_999) : new Float32Array(3);
        expect(detector.load({ ...saved, arrays: { ...others, [name]: short } })).toEqual(expect.any(String));
      }
      for (const name of Object.keys(saved.facts))
        expect(detector.load({ ...saved, facts: { ...saved.facts, [name]: -1 } })).toEqual(
          expect.any(String),
        );
      expect(detector.save()).toEqual(saved);
    }
  });
});

describe('whatever comes', () => {
  it('nothing throws, at any time', async () => {
    const stand = new DetectorStand(identityDetectors, { countryOf: () => 'DE' });
    const seeds = [...(await handMadeFrames()), ...corpusFrames(2)];
    const random = new Random(11);
    let time = 0;
    for (let index = 0; index < 30_000; index += 1) {
      const seed = seeds[random.below(seeds.length)];
      if (seed === undefined) break;
      const step = random.chance(0.001) ? (random.fraction() - 0.3) * 1e8 : random.fraction() / 4;
      time = Math.min(2 ** 31 - 1000, Math.max(0, time + step));
      const bytes = mutate(seed.bytes, random);
      stand.frame(bytes, time, bytes.length + (random.chance(0.1) ? 100 : 0), seed.linkType);
    }
    for (const { measures, packet } of stand.found) {
      expect(measures.every(({ value, oddness }) => Number.isFinite(value) && Number.isFinite(oddness))).toBe(
        true,
      );
      expect(packet).toBeGreaterThan(0);
    }
  });
});

/** Seeds as they are, in turn. */
async function play(stand: DetectorStand, frames: number): Promise<void> {
  const seeds = [...(await handMadeFrames()), ...corpusFrames(2)];
  for (let index = 0; index < frames; index += 1) {
    const seed = seeds[index % seeds.length];
    if (seed !== undefined) stand.frame(seed.bytes, 1000 + index, seed.bytes.length, seed.linkType);
  }
}
