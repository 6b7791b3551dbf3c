import { describe, expect, it } from 'vitest';
import { DampedTable, damped, ticksOf } from './damped-table.ts';

const packets = [
  [1000, 100],
  [1000.5, 300],
  [1001.25, 60],
  [1004, 1500],
  [1004, 40],
] as const;

describe('damped statistics', () => {
  it('are what the definition says, of what went before', () => {
    const table = new DampedTable(4, true);
    const before: (readonly [number, number])[] = [];
    for (const [time, length] of packets) {
      table.add(2, 5, ticksOf(time), length);
      const at = (lambda: number): number[] => before.map(([then]) => Math.exp(-lambda * (time - then)));
      const sum = (weights: readonly number[], power: number): number =>
        weights.reduce((total, weight, index) => total + weight * (before[index]?.[1] ?? 0) ** power, 0);
      const { found } = table;
      expect(found[damped.weight1]).toBeCloseTo(sum(at(1), 0), 1);
      expect(found[damped.weight01]).toBeCloseTo(sum(at(0.1), 0), 1);
      if (before.length > 0) {
        const mean = sum(at(0.1), 1) / sum(at(0.1), 0);
        const variance = sum(at(0.1), 2) / sum(at(0.1), 0) - mean * mean;
        expect((found[damped.mean] as number) / mean).toBeCloseTo(1, 2);
        expect(found[damped.deviation] as number).toBeCloseTo(Math.sqrt(Math.max(0, variance)), 0);
      }
      before.push([time, length]);
    }
    expect(table.found[damped.gap]).toBe(0);
  });

  it('begin anew with another generation, and tell even gaps from uneven ones', () => {
    const table = new DampedTable(2, true);
    for (let beat = 0; beat < 50; beat += 1) table.add(0, 1, ticksOf(100 + beat * 2), 90);
    expect(table.found[damped.gapMean]).toBeCloseTo(2, 3);
    expect(table.found[damped.gapVariation]).toBeLessThan(0.01);
    for (let beat = 0; beat < 50; beat += 1) table.add(1, 1, ticksOf(100 + beat * 2 + (beat % 3)), 90);
    expect(table.found[damped.gapVariation]).toBeGreaterThan(0.3);
    table.add(0, 2, ticksOf(300), 90);
    expect([...table.found]).toEqual([0, 0, 0, 0, 0, -1, 0, 0]);
  });

  it('stay finite whatever time does', () => {
    const table = new DampedTable(1, false);
    for (const time of [0, 1e9, 5, 1e15, 1e15, 2 ** 40, 0.1, 4e9]) {
      table.add(0, 1, ticksOf(time), 2 ** 31 - 1);
      expect([...table.found].every(Number.isFinite)).toBe(true);
    }
  });
});
