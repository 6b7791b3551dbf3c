import { describe, expect, it } from 'vitest';
import { RateHistory } from './rate-history.ts';

describe('RateHistory', () => {
  it('counts packets and bytes of each second, without the one that is not over', () => {
    const rates = new RateHistory(10);
    for (const second of [100, 100, 101, 103, 103, 103, 104]) rates.add(second, 1000);
    expect(rates.recent(10)).toEqual([2, 1, 0, 3]);
    expect(rates.recent(2)).toEqual([0, 3]);
    expect(rates.packetsPerSecond).toBe(3);
    expect(rates.bitsPerSecond).toBe(24_000);
  });

  it('shows what was counted so far in the very first second', () => {
    const rates = new RateHistory();
    expect(rates.packetsPerSecond).toBe(0);
    expect(rates.recent(5)).toEqual([]);
    rates.add(100, 60);
    expect(rates.packetsPerSecond).toBe(1);
  });

  it('lets silence pass, and forgets what is older than it holds', () => {
    const rates = new RateHistory(4);
    rates.add(100, 1);
    rates.advanceTo(102);
    expect(rates.packetsPerSecond).toBe(0);
    rates.advanceTo(1000);
    expect(rates.recent(10)).toEqual([0, 0, 0]);
  });

  it('takes packets that step back in time', () => {
    const rates = new RateHistory(4);
    rates.add(100, 1);
    rates.add(101, 1);
    rates.add(100, 1);
    rates.add(50, 1);
    rates.add(102, 1);
    expect(rates.recent(10)).toEqual([2, 1]);
  });
});
