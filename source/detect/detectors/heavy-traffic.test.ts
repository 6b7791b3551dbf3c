import { afterEach, describe, expect, it, vi } from 'vitest';
import { loadBaselineFile } from '../../engine/detection.ts';
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
/** 60 MB in 40 s. */
const much: Omit<Fetch, 'by' | 'at'> = { seconds: 40, packets: 1250, length: 48_000 };
const stands: AnalyserStand[] = [];

function analyserStand(): AnalyserStand {
  const made = new AnalyserStand();
  stands.push(made);
  return made;
}

/** Detectors that have learned what is usual in a network where nobody moves much. */
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

describe('a host that moves far more than it and others usually do', () => {
  it('is told of once, while it does, with how much it moves and how much is usual', () => {
    const told = analyserStand();
    const network = new QuietNetwork(told);
    network.live(networkBegin, learnedSeconds);
    network.fetch({ by: 2, at: learnedAt, ...much });
    network.live(learnedAt + 41, 30);
    told.analyser.end();
    expect(told.kinds).toEqual(['heavy-traffic']);
    const incident = told.analyser.incidents[0] as Incident;
    expect(incident.actor?.d).toBe(insideAddress(2));
    expect(incident.openedAt).toBeGreaterThan(learnedAt);
    expect(incident.openedAt).toBeLessThanOrEqual(learnedAt + 30);
    expect(incidentSentence(incident)).toMatch(
      /^10\.0\.0\.2 moves far more than usual: 60 MB moved in 60 s; this host's usual maximum is \d+ kB; /,
    );
  });

  it.each([
    ['above', 640, ['heavy-traffic']],
    ['below', 600, []],
  ] as const)('is told of above 30 MB in a minute: %s', (_where, packets, kinds) => {
    const { told, network } = learnedStand();
    network.fetch({ by: 2, at: learnedAt, seconds: 20, packets, length: 48_000 });
    told.pass(learnedAt + 21);
    expect(told.kinds).toEqual(kinds);
    for (const { actor } of told.found) expect(actor?.d).toBe(insideAddress(2));
  });

  it('is none who always did, and does not make it usual for others', () => {
    const told = new VolumeStand();
    const network = new QuietNetwork(told);
    network.live(networkBegin, learnedSeconds, second =>
      network.fetch({ by: 9, at: second, seconds: 0.4, packets: 31, length: 48_000 }),
    );
    network.fetch({ by: 9, at: learnedAt, ...much });
    expect(told.kinds).toEqual([]);
    network.fetch({ by: 2, at: learnedAt + 120, ...much });
    expect(told.kinds).toEqual(['heavy-traffic']);
    for (const { actor } of told.found) expect(actor?.d).toBe(insideAddress(2));
  });

  it('is not the victim of a flood, also when that has just ended', () => {
    const { told, network } = learnedStand();
    const flood = { to: insideAddress(2), fromPort: 40_000, toPort: 9, ipProtocol: 17 };
    for (let count = 0; count < 40_000; count += 1) {
      const from = 0x5000_0000 + Math.imul(count, 7919);
      told.see({ ...flood, from, payload: 8000, length: 8042, at: learnedAt + count / 4000 });
    }
    network.live(learnedAt + 11, 90);
    expect(told.kinds).toEqual(['udp-flood']);
  });
});

describe('a network nobody knows yet', () => {
  it('has no heavy traffic', () => {
    const told = new VolumeStand();
    const network = new QuietNetwork(told);
    network.live(networkBegin, 120);
    network.fetch({ by: 2, at: networkBegin + 120, ...much });
    told.pass(networkBegin + 161);
    expect(told.kinds).toEqual([]);
  });

  it('has none either where the bundled baseline tells of another one, until it was learned from', async () => {
    const told = analyserStand();
    const loader = await loadBaselineFile(undefined);
    expect(loader.ok && loader.into(told.analyser)).toBe(undefined);
    const network = new QuietNetwork(told);
    network.live(networkBegin, 120);
    network.fetch({ by: 2, at: networkBegin + 120, ...much });
    network.live(networkBegin + 161, learnedSeconds - 161);
    expect(told.kinds).not.toContain('heavy-traffic');
    network.fetch({ by: 3, at: learnedAt, ...much });
    told.analyser.end();
    expect(told.kinds).toContain('heavy-traffic');
  });
});
