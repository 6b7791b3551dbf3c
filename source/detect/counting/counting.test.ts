import { describe, expect, it } from 'vitest';
import { RecentDistinct } from './recent-distinct.ts';
import { RecentSums } from './recent-sums.ts';

describe('sums over a sliding window', () => {
  it('forget what is older than the window', () => {
    const sums = new RecentSums(2, 10, 1);
    sums.add(1, 100, 5);
    sums.add(1, 105, 7);
    expect(sums.sum(1, 105)).toBe(12);
    expect(sums.sum(1, 105, 3)).toBe(7);
    expect(sums.sum(1, 109)).toBe(12);
    expect(sums.sum(1, 110)).toBe(7);
    expect(sums.sum(1, 500)).toBe(0);
    expect(sums.sum(0, 105)).toBe(0);
  });

  it('count what comes late into the present, and nothing after a clear', () => {
    const sums = new RecentSums(1, 60, 5);
    sums.add(0, 1000, 1);
    sums.add(0, 990, 1);
    expect(sums.sum(0, 1000)).toBe(2);
    sums.clear(0);
    expect(sums.sum(0, 1000)).toBe(0);
  });
});

describe('different things lately', () => {
  it('are a few percent off up to 256 of them', () => {
    const distinct = new RecentDistinct(3, 256);
    for (let thing = 0; thing < 200; thing += 1) {
      distinct.add(2, thing * 7919, 5000);
      distinct.add(2, thing * 7919, 5001);
    }
    expect(distinct.count(2, 5001, 10)).toBeGreaterThan(165);
    expect(distinct.count(2, 5001, 10)).toBeLessThan(240);
    expect(distinct.count(1, 5001, 10)).toBe(0);
  });

  it.each([1, 10, 60, 239])('forget after a window of %i s, whatever time it is', window => {
    for (const start of [0, 100, 254, 255, 1_700_000_123]) {
      const distinct = new RecentDistinct(1, 256);
      distinct.add(0, 42, start);
      for (let second = start; second < start + window; second += 1) {
        expect(distinct.count(0, second, window)).toBe(1);
      }
      for (let second = start + window; second < start + 600; second += 1) {
        expect(distinct.count(0, second, window)).toBe(0);
      }
    }
  });

  it('forget over a long silence', () => {
    const distinct = new RecentDistinct(1, 64);
    distinct.add(0, 1, 1000);
    expect(distinct.count(0, 1000 + 255, 60)).toBe(0);
    expect(distinct.count(0, 1000 + 510, 60)).toBe(0);
  });
});
