import { describe, expect, it } from 'vitest';
import { Reservoir } from './reservoir.ts';

const row = new Float32Array(1);
const begin = 86_400 * 20_000;

function offer(reservoir: Reservoir, value: number, second: number, isAlarming = false): boolean {
  row[0] = value;
  return reservoir.offer(row, begin + second, isAlarming);
}

const values = (reservoir: Reservoir): number[] => [...reservoir.split().rows];

describe('Reservoir', () => {
  it('takes every row while there are few, and holds a fifth of them out', () => {
    const reservoir = new Reservoir({ columns: 1, seed: 1 });
    for (let value = 0; value < 4000; value += 1) expect(offer(reservoir, value, value / 100)).toBe(true);
    expect(reservoir.count).toBe(4000);
    const { rows, trainingRows } = reservoir.split();
    expect(rows).toHaveLength(4000);
    expect(trainingRows / 4000).toBeCloseTo(0.8, 1);
    expect(new Set(rows).size).toBe(4000);
  });

  it('is not filled by one busy second', () => {
    const reservoir = new Reservoir({ columns: 1, seed: 1 });
    for (let second = 0; second < 600; second += 1)
      for (let index = 0; index < 20; index += 1) offer(reservoir, 0, second);
    for (let index = 0; index < 200_000; index += 1) offer(reservoir, 1, 600);
    const ofBurst = values(reservoir).filter(value => value === 1).length;
    expect(ofBurst).toBeLessThan(0.8 * reservoir.count);
    for (let second = 601; second < 2400; second += 1)
      for (let index = 0; index < 20; index += 1) offer(reservoir, 2, second);
    const recent = values(reservoir).filter(value => value === 2).length;
    expect(recent).toBeGreaterThan(1000);
  });

  it('keeps recent rows and rows of all hours', () => {
    const reservoir = new Reservoir({ columns: 1, seed: 1 });
    for (let second = 0; second < 86_400; second += 4) offer(reservoir, Math.floor(second / 3600), second);
    expect(reservoir.count).toBe(8192);
    const counts = new Map<number, number>();
    for (const hour of values(reservoir)) counts.set(hour, (counts.get(hour) ?? 0) + 1);
    for (let hour = 0; hour < 24; hour += 1) expect(counts.get(hour)).toBeGreaterThan(100);
    expect(counts.get(23)).toBeGreaterThan(800);
  });

  it('takes one in ten of the rows that alarm, unless told that they are usual now', () => {
    const reservoir = new Reservoir({ columns: 1, seed: 1 });
    let taken = 0;
    for (let index = 0; index < 2000; index += 1) if (offer(reservoir, 1, index, true)) taken += 1;
    expect(taken / 2000).toBeCloseTo(0.1, 1);
    reservoir.takesAlarming = true;
    expect(offer(reservoir, 1, 2000, true)).toBe(true);
  });

  it('takes the same rows with the same seed', () => {
    const filled = [1, 1, 2].map(seed => {
      const reservoir = new Reservoir({ columns: 1, seed });
      for (let value = 0; value < 30_000; value += 1) offer(reservoir, value, value / 50, value % 7 === 0);
      return reservoir.split();
    });
    expect(filled[1]).toEqual(filled[0]);
    expect(filled[2]).not.toEqual(filled[0]);
  });

  it('saves some rows from everywhere, and goes on with them', () => {
    const reservoir = new Reservoir({ columns: 1, seed: 1 });
    for (let value = 0; value < 6000; value += 1) offer(reservoir, value, value / 10);
    const saved = reservoir.save(512);
    expect(saved.rows).toHaveLength(512);
    const other = new Reservoir({ columns: 1, seed: 2 });
    other.load(saved, 6000);
    expect(other.count).toBe(512);
    expect(other.admitted).toBe(6000);
    expect(values(other).sort((a, b) => a - b)).toEqual([...saved.rows].sort((a, b) => a - b));
    expect(other.split().trainingRows).toBe(saved.isHeldOut.filter(heldOut => heldOut === 0).length);
    other.clear();
    expect([other.count, other.admitted, other.split().rows.length]).toEqual([0, 0, 0]);
  });

  it('survives clocks that jump or stand at 0', () => {
    const reservoir = new Reservoir({ columns: 1, seed: 1 });
    for (const second of [-begin, -begin, 5, 1e9, 3, -5]) offer(reservoir, second, second);
    expect(reservoir.count).toBe(6);
  });
});
