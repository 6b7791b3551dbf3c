import { describe, expect, it } from 'vitest';
import { PacketClock } from './packet-clock.ts';

const begin = 1_700_000_000;
const eightyYears = 80 * 31_557_600;

function clockAt(...seconds: readonly number[]): PacketClock {
  const clock = new PacketClock();
  for (const second of seconds) clock.follow(second, 0);
  return clock;
}

function many(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => from + index);
}

describe('the clock of packets', () => {
  it('follows them, and never steps back', () => {
    const clock = new PacketClock();
    clock.follow(begin, 250_000_000);
    clock.follow(begin - 5, 0);
    expect(clock.second).toBe(begin);
    expect(clock.now[0]).toBe(begin + 0.25);
    clock.follow(begin + 7000, 500_000_000);
    expect(clock.now[0]).toBe(begin + 7000.5);
    expect(clock.ahead).toBe(0);
  });

  it('does not believe a single time far ahead or far behind', () => {
    const clock = clockAt(begin, begin + eightyYears, begin + 1, 0, begin + 2, begin - 90_000, begin + 3);
    expect(clock.second).toBe(begin + 3);
    expect(clock.ahead).toBe(0);
  });

  it('believes a leap that lasts', () => {
    const later = clockAt(begin, ...many(begin + eightyYears, 20));
    expect(later.second - later.ahead).toBe(begin + eightyYears + 19);
    // As slow as a packet every two hours.
    const seldom = clockAt(begin, ...many(0, 20).map(hour => begin + eightyYears + hour * 7200));
    expect(seldom.second - seldom.ahead).toBe(begin + eightyYears + 19 * 7200);
    // Whoever counts seconds in 32 bits can go on.
    expect(seldom.second).toBeLessThan(begin + 3 * 86_400);
  });

  it('goes on where it was when times lastingly go on from an earlier point', () => {
    const clock = clockAt(...many(begin, 50), ...many(begin - 5000, 30));
    expect(clock.second).toBe(begin + 49 + 1 + 22);
    expect(clock.ahead).toBe(begin + 50 - (begin - 5000 + 7));
    expect(clock.second - clock.ahead).toBe(begin - 5000 + 29);
  });

  it('recovers from a first packet out of the future', () => {
    const clock = clockAt(begin + eightyYears, ...many(begin, 100));
    expect(clock.second - clock.ahead).toBe(begin + 99);
  });

  it('can begin anywhere', () => {
    for (const first of [0, 1, begin, 2 ** 31 - 1, 2 ** 32 - 1]) {
      const clock = clockAt(first, first + 5);
      expect(clock.second - clock.ahead).toBe(first + 5);
      expect(clock.second).toBeGreaterThan(0);
      expect(clock.second).toBeLessThan(2 ** 31 - 1);
    }
  });

  it('never steps back, whatever times it is told', () => {
    const clock = new PacketClock();
    let before = 0;
    let random = 1;
    for (let step = 0; step < 20_000; step += 1) {
      random = (Math.imul(random, 1_103_515_245) + 12_345) >>> 0;
      const far = random % 7 === 0 ? (random % 4) * 1_000_000_000 : 0;
      clock.follow((begin + step + far) >>> 0, random % 1_000_000_000);
      expect(clock.now[0] as number).toBeGreaterThanOrEqual(before);
      expect(clock.second).toBe(Math.floor(clock.now[0] as number));
      before = clock.now[0] as number;
    }
  });
});
