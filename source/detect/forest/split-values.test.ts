import { describe, expect, it } from 'vitest';
import { Random } from '../../testing/random.ts';
import { columnMask, packNode, roundedSplit } from './split-values.ts';

describe('roundedSplit', () => {
  it.each([1, 2, 32, 33, 256])('is the next value a node of %i columns can hold', columns => {
    const random = new Random(columns);
    const coarse = 2 ** -23 * (columnMask(columns) + 1);
    for (let round = 0; round < 5000; round += 1) {
      const value = (random.fraction() - 0.5) * 10 ** random.between(-30, 38);
      const rounded = roundedSplit(value, columns);
      expect(Math.fround(rounded)).toBe(rounded);
      expect(rounded).toBeGreaterThanOrEqual(value);
      expect(rounded - value).toBeLessThanOrEqual(Math.abs(value) * coarse * 1.001);
      expect(roundedSplit(rounded, columns)).toBe(rounded);
    }
    expect(roundedSplit(0, columns)).toBe(0);
    expect(roundedSplit(-0, columns)).toBe(0);
    for (const plain of [-0.5, 0.5, -3, 10, -1.25]) expect(roundedSplit(plain, columns)).toBe(plain);
    expect(roundedSplit(3.402_823_466e38, columns)).toBeGreaterThan(3.4e38);
    expect(roundedSplit(3.402_823_466e38, columns)).toBeLessThan(Number.POSITIVE_INFINITY);
  });

  it('divides 32-bit numbers of one column nearly as the number it is given does', () => {
    const random = new Random(4);
    for (let round = 0; round < 10_000; round += 1) {
      const value = (random.fraction() - 0.5) * 10 ** random.between(-40, 38);
      const near = Math.fround(value);
      expect(near < value).toBe(near < roundedSplit(value, 1));
    }
    expect(roundedSplit(1e-60, 1)).toBe(2 ** -149);
  });
});

describe('packNode', () => {
  it('keeps the column in the lower bits', () => {
    for (const column of [0, 1, 31]) {
      expect(packNode(column, 3.25, 32) & columnMask(32)).toBe(column);
      expect(packNode(column, -3.25, 32) & columnMask(32)).toBe(column);
    }
  });
});
