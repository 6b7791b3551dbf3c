import { afterEach, describe, expect, it, vi } from 'vitest';
import { AnalyserStand } from '../../testing/analyser-stand.ts';
import {
  type Fetch,
  insideAddress,
  learnedSeconds,
  networkBegin,
  QuietNetwork,
} from '../../testing/quiet-network.ts';
import { VolumeStand } from '../../testing/volume-stand.ts';
import type { Incident } from '../incidents/incident.ts';
import { incidentSentence } from '../incidents/sentences.ts';

// Thousands of packets, on whatever machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const learnedAt = networkBegin + learnedSeconds;
/** 6000 packets, 3000 that acknowledge them, and the 4 a conversation begins with; too few bytes to be heavy. */
const many: Omit<Fetch, 'by' | 'at'> = { seconds: 0.4, packets: 6000, length: 800 };
const stands: AnalyserStand[] = [];

/** Detectors that have learned what is usual in a network where nobody has many packets at once. */
function learnedStand(): { told: VolumeStand; network: QuietNetwork } {
  const told = new VolumeStand();
  const network = new QuietNetwork(told);
  network.live(networkBegin, learnedSeconds);
  expect(told.kinds).toEqual([]);
  return { told, network };
}

afterEach(async () => {
  for (const { analyser } of stands.splice(0)) await analyser.close();
});

describe('a host with far more packets in a second than it and others usually have', () => {
  it('is told of once, at once, with how many there were and how many are usual', () => {
    const told = new AnalyserStand();
    stands.push(told);
    const network = new QuietNetwork(told);
    network.live(networkBegin, learnedSeconds);
    network.fetch({ by: 2, at: learnedAt, ...many });
    network.live(learnedAt + 1, 30);
    told.analyser.end();
    expect(told.kinds).toEqual(['packet-burst']);
    const incident = told.analyser.incidents[0] as Incident;
    expect(incident.actor?.d).toBe(insideAddress(2));
    expect(incident.openedAt).toBeGreaterThanOrEqual(learnedAt);
    expect(incident.openedAt).toBeLessThanOrEqual(learnedAt + 2);
    expect(incidentSentence(incident)).toMatch(
      /^10\.0\.0\.2 is busy with a burst of packets: 9,00\d packets sent and received in 1 s; this host's usual maximum is \d\d; /,
    );
  });

  it.each([
    ['above', 2100, ['packet-burst']],
    ['below', 1900, []],
  ] as const)('is told of above 3000 in a second: %s', (_where, packets, kinds) => {
    const { told, network } = learnedStand();
    network.fetch({ by: 2, at: learnedAt, ...many, packets });
    told.pass(learnedAt + 1);
    expect(told.kinds).toEqual(kinds);
    for (const { actor } of told.found) expect(actor?.d).toBe(insideAddress(2));
  });

  it('is none who always had, and does not make it usual for others', () => {
    const told = new VolumeStand();
    const network = new QuietNetwork(told);
    network.live(networkBegin, learnedSeconds, second => {
      if (second % 60 === 20) network.fetch({ by: 9, at: second, ...many });
    });
    network.fetch({ by: 9, at: learnedAt, ...many });
    told.pass(learnedAt + 1);
    expect(told.kinds).toEqual([]);
    network.fetch({ by: 2, at: learnedAt + 2, ...many });
    told.pass(learnedAt + 3);
    expect(told.kinds).toEqual(['packet-burst']);
    for (const { actor } of told.found) expect(actor?.d).toBe(insideAddress(2));
  });

  it('is not the victim of a flood', () => {
    const { told } = learnedStand();
    const flood = { to: insideAddress(2), toPort: 80, flags: 2, length: 60 };
    for (let count = 0; count < 20_000; count += 1) {
      const from = 0x5000_0000 + Math.imul(count, 7919);
      told.see({ ...flood, from, at: learnedAt + count / 10_000 });
    }
    told.pass(learnedAt + 2);
    expect(told.kinds).toEqual(['syn-flood']);
  });
});

describe('a network nobody knows yet', () => {
  it.each([
    ['for want of values', 120, 86_400],
    ['whatever was learned elsewhere', learnedSeconds, 120],
  ])('has no bursts: %s', (_why, lived, learned) => {
    const told = new VolumeStand({ learnedSeconds: () => learned });
    const network = new QuietNetwork(told);
    network.live(networkBegin, lived);
    network.fetch({ by: 2, at: networkBegin + lived, ...many });
    told.pass(networkBegin + lived + 1);
    expect(told.kinds).toEqual([]);
  });
});
