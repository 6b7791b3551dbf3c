import { describe, expect, it } from 'vitest';
import { countryLocal, countryNumber } from './countries.ts';
import { CountryCounts, inward } from './country-counts.ts';

const germany = countryNumber('DE');
const america = countryNumber('US');
const start = 1_700_000_000;
const trendValues = 20;

function recent(counts: CountryCounts, country = germany): number {
  return counts.packetRows('recent').find(row => row.country === country)?.packets ?? 0;
}

function isNew(counts: CountryCounts, country = germany): boolean | undefined {
  return counts.rows('start').find(row => row.country === country)?.isNew;
}

describe('the last five minutes', () => {
  it('end with the newest packet, and forget to the second', () => {
    const counts = new CountryCounts();
    for (let second = 0; second < 1000; second += 1) {
      counts.add(germany, countryLocal, 100, 0, start + second, 0);
      expect(recent(counts)).toBe(Math.min(300, second + 1));
    }
    expect(counts.packets('recent')).toBe(300);
    expect(counts.packets('start')).toBe(1000);
  });

  it('are empty after a longer silence, also one without packets', () => {
    const counts = new CountryCounts();
    counts.add(germany, countryLocal, 100, 0, start, 0);
    counts.advanceTo(start + 299);
    expect(recent(counts)).toBe(1);
    counts.advanceTo(start + 300);
    expect(recent(counts)).toBe(0);
    counts.add(america, countryLocal, 100, 0, start + 100_000, 0);
    expect(counts.packetRows('recent')).toMatchObject([{ country: america, packets: 1 }]);
    expect(counts.rows('start').map(({ country }) => country)).toEqual([germany, america]);
  });

  it('take packets that come late into their own second', () => {
    const counts = new CountryCounts();
    counts.add(america, countryLocal, 100, 0, start + 250, 0);
    counts.add(germany, countryLocal, 100, 0, start, 0);
    expect(recent(counts)).toBe(1);
    expect(counts.trend(germany, trendValues).indexOf(1)).toBe(Math.floor(49 / 15));
    counts.advanceTo(start + 300);
    expect(recent(counts)).toBe(0);
    expect(recent(counts, america)).toBe(1);
  });

  it('begin anew where another time begins, and survive one packet of a wrong time', () => {
    const counts = new CountryCounts();
    for (let index = 0; index < 50; index += 1) counts.add(germany, countryLocal, 100, 0, start + index, 0);
    counts.add(america, countryLocal, 100, 0, start + 1_000_000, 0);
    expect(recent(counts)).toBe(0);
    counts.add(germany, countryLocal, 100, 0, start + 50, 0);
    expect(recent(counts)).toBe(51);
    expect(recent(counts, america)).toBe(0);
    counts.add(germany, countryLocal, 100, 0, start - 86_400, 0);
    expect(recent(counts)).toBe(1);
  });

  it('are drawn in equal steps that add up, newest last', () => {
    const counts = new CountryCounts();
    for (let second = 0; second < 400; second += 1) {
      for (let count = 0; count <= second % 3; count += 1) {
        counts.add(germany, second % 2 === 0 ? germany : countryLocal, 100, 0, start + second, 0);
      }
    }
    const trend = counts.trend(germany, trendValues);
    expect(trend).toHaveLength(trendValues);
    expect(trend.reduce((sum, value) => sum + value, 0)).toBe(recent(counts));
    expect(trend).toEqual(new Array(trendValues).fill(30));
    counts.add(america, countryLocal, 100, 0, start + 399, 0);
    expect(counts.trend(america, trendValues).at(-1)).toBe(1);
  });

  it('take groups told afterwards into their second, or only into the whole when that is past', () => {
    const counts = new CountryCounts();
    counts.add(america, countryLocal, 100, 0, start + 400, 0);
    const group = {
      packets: 7,
      bytes: 700,
      flows: 2,
      second: start + 399,
      first: start + 399.1,
      last: start + 399.9,
    };
    counts.countGroup(germany, inward, group);
    counts.countGroup(germany, inward, { ...group, second: start + 50, first: start + 50.5 });
    expect(recent(counts)).toBe(7);
    const row = counts.rows('start').find(({ country }) => country === germany);
    expect(row).toMatchObject({
      packets: 14,
      bytes: 1400,
      flows: 4,
      first: start + 50.5,
      last: start + 399.9,
    });
  });
});

describe('sums', () => {
  it('hold a packet inside a country once, one between two countries for both', () => {
    const counts = new CountryCounts();
    counts.add(germany, germany, 100, 1, start, 0);
    counts.add(germany, america, 50, 1, start, 0);
    counts.add(countryLocal, germany, 10, 0, start, 0);
    counts.add(countryLocal, countryLocal, 1, 0, start, 0);
    expect(counts.rows('start')).toMatchObject([
      { country: countryLocal, packets: 1, bytes: 1 },
      {
        country: germany,
        packets: 3,
        packetsIn: 2,
        packetsOut: 2,
        bytes: 160,
        bytesIn: 150,
        bytesOut: 110,
        flows: 2,
      },
      { country: america, packets: 1, packetsIn: 0, packetsOut: 1, bytes: 50, flows: 1 },
    ]);
    expect(counts.packets('start')).toBe(4);
    expect(counts.crossing).toBe(1);
  });
});

describe('a new country', () => {
  it('is one first seen in the last minute, after the first minute of the capture', () => {
    const counts = new CountryCounts();
    counts.add(america, countryLocal, 100, 0, start, 0);
    counts.add(germany, countryLocal, 100, 0, start + 59, 0);
    expect([isNew(counts, america), isNew(counts)]).toEqual([false, false]);
    const france = countryNumber('FR');
    counts.add(france, countryLocal, 100, 0, start + 60, 0);
    expect(isNew(counts, france)).toBe(true);
    counts.advanceTo(start + 119);
    expect(isNew(counts, france)).toBe(true);
    counts.advanceTo(start + 120);
    expect(isNew(counts, france)).toBe(false);
  });

  it('is never what has no country', () => {
    const counts = new CountryCounts();
    counts.add(america, countryLocal, 100, 0, start, 0);
    counts.add(countryLocal, countryLocal, 100, 0, start + 100, 0);
    counts.add(0, countryLocal, 100, 0, start + 100, 0);
    expect(counts.rows('start').map(row => row.isNew)).toEqual([false, false, false]);
  });
});

describe('odd times', () => {
  it.each([0, -1000, 2 ** 32 - 1])('are counted like others: second %i', second => {
    const counts = new CountryCounts();
    counts.add(germany, america, 100, 1, second, 0);
    counts.add(germany, america, 100, 0, second + 2, 0);
    for (const span of ['start', 'recent'] as const) {
      expect(counts.rows(span)).toMatchObject([
        { country: germany, packets: 2, first: second, last: second + 2 },
        { country: america, packets: 2 },
      ]);
      expect(counts.packets(span)).toBe(2);
    }
    expect(counts.trend(germany, trendValues).at(-1)).toBe(2);
  });

  it('are none before the first packet', () => {
    const counts = new CountryCounts();
    counts.advanceTo(start);
    expect([counts.rows('start'), counts.rows('recent'), counts.packets('recent')]).toEqual([[], [], 0]);
    expect(counts.trend(germany, 3)).toEqual([0, 0, 0]);
  });
});
