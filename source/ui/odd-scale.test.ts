import { describe, expect, it } from 'vitest';
import { oddScale } from './odd-scale.ts';

describe('the scale of the oddness chart', () => {
  it('puts the alarm line on a row of its own, and above it only what crosses it', () => {
    for (let height = 1; height <= 8; height += 1) {
      for (const most of [0, 10, 33.1, 33.3, 40, 50, 90, 150]) {
        const scale = oddScale([3, null, most], 33.2, height);
        const { alarmRow = -1 } = scale;
        expect(alarmRow).toBeGreaterThan(0);
        expect(alarmRow).toBeLessThanOrEqual(height);
        for (let value = 0; value <= Math.max(most, 33.2); value += 0.1) {
          const row = Math.round(scale.at(value));
          expect(row).toBeGreaterThanOrEqual(0);
          expect(row).toBeLessThanOrEqual(height);
          expect(row >= alarmRow, `${value} of ${most} in ${height} rows`).toBe(value >= 33.2);
        }
        expect(scale.valueAt(alarmRow)).toBeCloseTo(33.2);
        expect(scale.valueAt(0)).toBe(0);
      }
    }
  });

  it('names its rows in ascending order, the largest value at the top', () => {
    const scale = oddScale([3, 50], 33.2, 4);
    const rows = [0, 1, 2, 3, 4].map(scale.valueAt);
    expect(rows.toSorted((one, other) => one - other)).toEqual(rows);
    expect(rows.at(-1)).toBeCloseTo(50);
  });

  it('reaches one in a thousand while there is no line', () => {
    const scale = oddScale([3, 12], undefined, 4);
    expect(scale.alarmRow).toBeUndefined();
    expect(scale.valueAt(4)).toBe(30);
    expect(scale.at(15)).toBe(2);
    expect(oddScale([3, 60], undefined, 4).valueAt(4)).toBe(60);
  });
});
