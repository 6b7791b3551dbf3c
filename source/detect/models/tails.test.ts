import { describe, expect, it } from 'vitest';
import { Random } from '../../testing/random.ts';
import { NeighbourSearch, rememberRows } from './neighbours.ts';
import { columnOddness, deviationOf, fitTails, quantileOf } from './tails.ts';

/** Uniform from 0 to 100; mostly 0; always 7; nothing that is a number. */
function rows(count: number): Float32Array {
  const random = new Random(1);
  return Float32Array.from({ length: count * 4 }, (_, place) => {
    if (place % 4 === 0) return 100 * random.fraction();
    if (place % 4 === 1) return random.chance(0.95) ? 0 : 1 + random.below(5);
    return place % 4 === 2 ? 7 : Number.NaN;
  });
}

describe('column tails', () => {
  const tails = fitTails(rows(6000), 4);

  it('know how rare a value is', () => {
    expect(columnOddness(tails, 0, 50)).toBeLessThan(0.5);
    expect(columnOddness(tails, 0, 99.5)).toBeCloseTo(20, -0.5);
    expect(columnOddness(tails, 0, 0.5)).toBeCloseTo(20, -0.5);
    expect(columnOddness(tails, 1, 0)).toBe(0);
    expect(columnOddness(tails, 1, 3)).toBeCloseTo(12.2, -0.5);
    expect(columnOddness(tails, 2, 7)).toBe(0);
  });

  it('know that what was never seen is rarer than all that was, and the rarer the further', () => {
    const seen = 10 * Math.log10(6000);
    expect(columnOddness(tails, 2, 8)).toBeGreaterThan(seen);
    expect(columnOddness(tails, 0, 120)).toBeGreaterThan(seen);
    expect(columnOddness(tails, 0, 200)).toBeGreaterThan(columnOddness(tails, 0, 120));
    expect(columnOddness(tails, 0, Infinity)).toBeLessThan(120);
    expect(columnOddness(tails, 0, -1e30)).toBeLessThan(120);
  });

  it('never rise towards the middle', () => {
    for (const side of [1, -1]) {
      let last = 0;
      // The middle of what was drawn is not exactly 50.
      for (let away = 3; away < 80; away += 0.37) {
        const oddness = columnOddness(tails, 0, 50 + side * away);
        expect(oddness).toBeGreaterThanOrEqual(last - 1e-6);
        last = oddness;
      }
    }
  });

  it('give middles, quantiles and deviations', () => {
    expect(tails.medians[0]).toBeCloseTo(50, -1);
    expect(quantileOf(tails, 0, 0.99)).toBeCloseTo(99, -0.5);
    expect(quantileOf(tails, 0, 0.01)).toBeCloseTo(1, -0.5);
    expect(quantileOf(tails, 1, 0.5)).toBe(0);
    expect(deviationOf(tails, 0, 1e9, 10)).toBe(10);
    expect(deviationOf(tails, 0, -1e9, 10)).toBe(-10);
    expect(deviationOf(tails, 0, Number.NaN, 10)).toBe(0);
  });

  it('say nothing of columns without numbers, or without rows', () => {
    expect(columnOddness(tails, 3, 5)).toBe(0);
    expect(columnOddness(tails, 0, Number.NaN)).toBe(0);
    const none = fitTails(new Float32Array(0), 2);
    expect(columnOddness(none, 0, 5)).toBe(0);
    expect(quantileOf(none, 0, 0.5)).toBe(0);
  });
});

describe('neighbours', () => {
  const habits = Float32Array.from({ length: 2000 * 2 }, (_, place) => {
    // Two columns that agree: 0 0 or 10 10, each with a little noise.
    const row = place >> 1;
    return (row & 1) * 10 + ((row * 7919 + (place & 1) * 131) % 100) / 100;
  });
  const tails = fitTails(habits, 2);

  it('see combinations of values that are each ordinary', () => {
    const search = new NeighbourSearch(rememberRows(habits, tails, 512), tails);
    const near = search.distance(Float32Array.from([10.5, 10.5]), 0);
    const apart = search.distance(Float32Array.from([0.5, 10.5]), 0);
    expect(apart).toBeGreaterThan(5 * near);
  });

  it('agree with looking at every row', () => {
    const memory = rememberRows(habits, tails, 100);
    const search = new NeighbourSearch(memory, tails);
    for (const probe of [
      [0, 0],
      [3, 9],
      [40, -3],
      [Number.NaN, 5],
    ]) {
      const scaled = probe.map((value, column) => deviationOf(tails, column, value, 10));
      const all = Array.from({ length: 100 }, (_, row) =>
        Math.hypot(...scaled.map((value, column) => value - (memory.rows[row * 2 + column] ?? 0))),
      ).sort((a, b) => a - b);
      const mean = ((all[0] ?? 0) + (all[1] ?? 0) + (all[2] ?? 0)) / 3;
      expect(search.distance(Float32Array.from(probe), 0)).toBeCloseTo(Math.log1p(mean / Math.SQRT2), 5);
    }
  });

  it('have an answer with no row, one, or two', () => {
    for (const count of [0, 1, 2]) {
      const memory = rememberRows(habits.subarray(0, count * 2), tails, 512);
      const distance = new NeighbourSearch(memory, tails).distance(Float32Array.from([50, 50]), 0);
      expect(Number.isFinite(distance)).toBe(true);
      expect(distance > 0).toBe(count > 0);
    }
  });
});
