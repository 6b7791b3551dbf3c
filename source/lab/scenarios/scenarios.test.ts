import { describe, expect, it } from 'vitest';
import { Random } from '../../testing/random.ts';
import { attacks } from '../attacks/index.ts';
import { hostPlans } from '../layout.ts';
import { drift } from './drift.ts';
import { scenarios } from './index.ts';
import { mixed } from './mixed.ts';

const seeds = [1, 2, 7, 4711];
const hostNames = new Set(hostPlans.map(({ name }) => name));
const byKind = new Map(attacks.map(attack => [attack.kind, attack]));

describe('attacks', () => {
  it('have kinds of their own, and hosts that there are', () => {
    expect(byKind.size).toBe(attacks.length);
    for (const { kind, actor, targets, intensities } of attacks) {
      for (const name of [actor, ...targets]) expect(hostNames.has(name), `${kind}: ${name}`).toBe(true);
      expect(intensities.length, kind).toBeGreaterThan(0);
    }
  });

  it('come in three intensities where there is more and less of them', () => {
    const graded = attacks.filter(({ kind }) =>
      /scan|sweep|flood|brute-force|beacon|exfiltration/.test(kind),
    );
    for (const { kind, intensities } of graded)
      expect([...intensities].sort(), kind).toEqual(['loud', 'medium', 'quiet']);
  });
});

describe.each(scenarios.map(scenario => [scenario.name, scenario] as const))('%s', (_, scenario) => {
  it('plans what there is, within its time, whatever the seed', () => {
    for (const seed of seeds)
      for (const { at, attack, intensity, seconds, actor, targets } of scenario.attacks(new Random(seed))) {
        expect(byKind.get(attack)?.intensities, attack).toContain(intensity);
        expect(at).toBeGreaterThan(0);
        expect(at + seconds).toBeLessThan(scenario.seconds);
        for (const name of [actor, ...(targets ?? [])])
          if (name !== undefined) expect(hostNames).toContain(name);
      }
  });
});

it('the names of scenarios are their own', () => {
  expect(new Set(scenarios.map(({ name }) => name)).size).toBe(scenarios.length);
});

describe('mixed', () => {
  it('has something in each minute, a dozen kinds, and not much at once', () => {
    for (const seed of seeds) {
      const plans = mixed.attacks(new Random(seed));
      expect(new Set(plans.map(({ attack }) => attack)).size).toBe(12);
      for (let minute = 0; minute < mixed.seconds / 60; minute += 1)
        expect(plans.some(({ at, seconds }) => at < (minute + 1) * 60 && at + seconds > minute * 60)).toBe(
          true,
        );
      for (const { at } of plans)
        expect(plans.filter(other => other.at <= at && other.at + other.seconds > at).length).toBeLessThan(3);
    }
  });

  it('is the same for the same seed, and differs a little for others', () => {
    const order = (seed: number): string =>
      mixed
        .attacks(new Random(seed))
        .map(({ attack }) => attack)
        .join();
    expect(mixed.attacks(new Random(7))).toEqual(mixed.attacks(new Random(7)));
    expect(new Set(Array.from({ length: 20 }, (_, seed) => order(seed))).size).toBeGreaterThan(5);
  });
});

describe('drift', () => {
  it('has an ordinary half, harmless changes, and one attack at the end', () => {
    const plans = drift.attacks(new Random(7));
    expect(Math.min(...plans.map(({ at }) => at))).toBeGreaterThan(drift.seconds / 2);
    const bad = plans.filter(({ attack }) => byKind.get(attack)?.benign !== true);
    expect(bad).toHaveLength(1);
    expect(bad[0]?.at).toBe(Math.max(...plans.map(({ at }) => at)));
  });
});
