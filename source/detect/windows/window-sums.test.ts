import { describe, expect, it } from 'vitest';
import { seededRandom } from '../forest/seeded-random.ts';
import { WindowSums } from './window-sums.ts';

type Event = {
  readonly slot: number;
  readonly second: number;
  readonly what: number;
  readonly amount: number;
};

/** What the short and the long window are said to hold: whole buckets of 2 and of 10 seconds. */
function plainly(events: readonly Event[], slot: number, second: number, what: number): [number, number] {
  let short = 0;
  let long = 0;
  for (const event of events) {
    if (event.slot !== slot || event.what !== what) continue;
    if (Math.floor(event.second / 2) > Math.floor(second / 2) - 5) short += event.amount;
    if (Math.floor(event.second / 10) >= Math.floor(second / 10) - 5) long += event.amount;
  }
  return [short, long];
}

describe('sums over two windows', () => {
  it.each([1, 2, 3])('are what a plain list says (%i)', seed => {
    const random = seededRandom(seed);
    const sums = new WindowSums(3, 4);
    const events: Event[] = [];
    let second = 1_700_000_000 + seed;
    for (let step = 0; step < 3000; step += 1) {
      const jump = random();
      second += jump < 0.6 ? 0 : jump < 0.99 ? Math.floor(random() * 6) : Math.floor(random() * 200);
      const event = {
        slot: Math.floor(random() * 3),
        second,
        what: Math.floor(random() * 4),
        amount: 1 + Math.floor(random() * 100),
      };
      events.push(event);
      sums.add(sums.at(event.slot, second), event.what, event.amount);
      const slot = Math.floor(random() * 3);
      sums.read(slot, second);
      for (let what = 0; what < 4; what += 1) {
        expect([sums.short[what], sums.long[what]]).toEqual(plainly(events, slot, second, what));
      }
    }
  });

  it('count what comes late as the present, and begin anew after a clear', () => {
    const sums = new WindowSums(1, 1);
    sums.add(sums.at(0, 1000), 0, 1);
    sums.add(sums.at(0, 5), 0, 1);
    sums.read(0, 1000);
    expect([sums.short[0], sums.long[0]]).toEqual([2, 2]);
    sums.clear(0);
    sums.read(0, 3);
    expect([sums.short[0], sums.long[0]]).toEqual([0, 0]);
  });

  it('survive any jump', () => {
    const sums = new WindowSums(1, 1);
    for (const second of [0, 1, 2 ** 31 - 1, 0, 2 ** 31 - 1, 50]) sums.add(sums.at(0, second), 0, 1);
    sums.read(0, 2 ** 31 - 1);
    expect(sums.short[0]).toBe(4);
  });
});
