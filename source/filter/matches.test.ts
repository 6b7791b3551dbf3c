import { describe, expect, it } from 'vitest';
import { appendFrame, compiledFilter, ringOf } from '../testing/filter-rows.ts';
import { tcpFrame } from '../testing/frames.ts';
import { Random } from '../testing/random.ts';
import { FilterMatches } from './matches.ts';

function frame(port: number): Uint8Array {
  return tcpFrame(port, 9, new Uint8Array(0));
}

function all(matches: FilterMatches): number[] {
  return Array.from({ length: matches.count }, (_, index) => matches.at(index));
}

describe('FilterMatches', () => {
  it('finds what is there and what comes', () => {
    const ring = ringOf([1, 2, 1, 2, 1].map(frame));
    const matches = new FilterMatches(ring, compiledFilter('port 1', ring));
    expect([matches.isComplete, matches.pending, matches.count]).toEqual([false, 5, 0]);
    expect(matches.rebuild()).toBe(true);
    expect(all(matches)).toEqual([1, 3, 5]);
    for (const port of [2, 1]) appendFrame(ring, frame(port));
    expect([matches.count, matches.pending]).toEqual([3, 2]);
    expect(matches.append()).toBe(true);
    expect(all(matches)).toEqual([1, 3, 5, 7]);
    expect([matches.indexOf(5), matches.indexOf(4), matches.indexOf(99)]).toEqual([2, -1, -1]);
    expect([matches.next(0), matches.next(3), matches.next(4), matches.next(7)]).toEqual([1, 5, 5, -1]);
    expect([matches.previous(1), matches.previous(4), matches.previous(99)]).toEqual([-1, 3, 7]);
    expect([matches.at(-1), matches.at(4), matches.countBefore(5)]).toEqual([-1, -1, 2]);
  });

  it('is the ring itself without a filter', () => {
    const ring = ringOf([1, 2, 3, 4].map(frame), 3);
    const matches = new FilterMatches(ring);
    expect([matches.rebuild(), matches.append(), matches.isComplete, matches.pending]).toEqual([
      true,
      true,
      true,
      0,
    ]);
    expect(all(matches)).toEqual([2, 3, 4]);
    expect([matches.indexOf(3), matches.indexOf(1), matches.next(0), matches.previous(9)]).toEqual([
      1, -1, 2, 4,
    ]);
  });

  it('shows the newest first when there is no time', () => {
    const ring = ringOf(Array.from({ length: 500 }, () => frame(1)));
    const matches = new FilterMatches(ring, () => true);
    expect(matches.rebuild(0)).toBe(false);
    const { count } = matches;
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThan(500);
    expect([matches.at(count - 1), matches.at(0), matches.pending]).toEqual([500, 501 - count, 500 - count]);
    for (let turns = 0; !matches.rebuild(0); turns += 1) expect(turns).toBeLessThan(50);
    expect(all(matches)).toEqual(Array.from({ length: 500 }, (_, index) => index + 1));
  });

  it.each(Array.from({ length: 30 }, (_, seed) => [seed]))('agrees with a naive list (seed %d)', seed => {
    const random = new Random(seed);
    const maxPackets = random.between(1, 300);
    const ring = ringOf([], maxPackets);
    const ports: number[] = [];
    let wanted = 1;
    const filter = () => compiledFilter(`port ${wanted}`, ring);
    const matches = new FilterMatches(ring, filter());
    for (let step = 0; step < 60; step += 1) {
      for (let more = random.below(random.chance(0.1) ? 500 : 40); more > 0; more -= 1) {
        ports.push(random.between(1, 3));
        appendFrame(ring, frame(ports.at(-1) ?? 0));
      }
      if (random.chance(0.2)) {
        wanted = random.between(1, 4);
        matches.setFilter(filter());
      }
      if (random.chance(0.02)) ring.clear();
      if (random.chance(0.6)) matches.append(random.pick([0, Number.POSITIVE_INFINITY]));
      if (random.chance(0.6)) matches.rebuild(random.pick([0, Number.POSITIVE_INFINITY]));
      const found = all(matches);
      const expected: number[] = [];
      for (let number = ring.oldest; number <= ring.newest; number += 1) {
        if (ports[number - 1] === wanted) expected.push(number);
      }
      // What was found so far is right and in order; nothing is missing but what is pending.
      expect(
        found.every((number, index) => expected.includes(number) && number > (found[index - 1] ?? 0)),
      ).toBe(true);
      if (matches.pending === 0) expect(found).toEqual(expected);
      const number = random.between(0, ports.length + 1);
      expect(matches.next(number)).toBe(found.find(one => one > number) ?? -1);
      expect(matches.previous(number)).toBe(found.findLast(one => one < number) ?? -1);
      expect(matches.indexOf(number)).toBe(found.indexOf(number));
    }
    matches.append();
    matches.rebuild();
    expect([matches.pending, matches.isComplete]).toEqual([0, true]);
  });
});
