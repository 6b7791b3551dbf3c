import { describe, expect, it } from 'vitest';
import { Random } from '../testing/random.ts';
import { clock, daylightAt, humanPause, waitFor, waitInDaylight } from './schedule.ts';

describe('time in the lab', () => {
  it('has busy mornings and evenings and quiet nights', () => {
    expect(daylightAt(11)).toBe(1);
    expect(daylightAt(20)).toBeGreaterThan(0.8);
    expect(daylightAt(3)).toBeLessThan(0.1);
    for (let hour = 0; hour < 24; hour += 0.25) expect(daylightAt(hour)).toBeGreaterThan(0);
  });

  it('compresses a day', () => {
    let seconds = 0;
    const time = clock(600, 6, () => seconds);
    expect(time.hour()).toBe(6);
    seconds = 300;
    expect(time.hour()).toBe(18);
    seconds = 500;
    expect(time.hour()).toBe(2);
    expect(clock(undefined, 3, () => seconds).daylight()).toBe(1);
  });

  it('pauses as asked on average, never for ever, and alike for the same seed', () => {
    const random = new Random(5);
    const pauses = Array.from({ length: 5000 }, () => humanPause(random, 10));
    const mean = pauses.reduce((sum, value) => sum + value, 0) / pauses.length;
    expect(mean).toBeGreaterThan(8.5);
    expect(mean).toBeLessThan(11);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(80);
    expect(humanPause(new Random(5), 10)).toBe(pauses[0]);
  });

  it('waits until it is over', async () => {
    const over = new AbortController();
    const waiting = waitFor(60, over.signal);
    over.abort();
    expect(await waiting).toBe(false);
    expect(await waitFor(0.01, new AbortController().signal)).toBe(true);
    expect(await waitFor(60, over.signal)).toBe(false);
  });

  it('waits less once it is day', async () => {
    let light = 0.05;
    setTimeout(() => {
      light = 1;
    }, 50);
    const begun = performance.now();
    expect(await waitInDaylight(0.3, () => light, new AbortController().signal)).toBe(true);
    // At night it would have been six seconds.
    expect(performance.now() - begun).toBeLessThan(3000);
    expect(await waitInDaylight(9, () => light, AbortSignal.abort())).toBe(false);
  });
});
