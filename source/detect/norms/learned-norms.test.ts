import { describe, expect, it } from 'vitest';
import { seededRandom } from '../forest/seeded-random.ts';
import type { Section } from '../learned.ts';
import { LearnedNorms } from './learned-norms.ts';
import { knownUsual } from './norms.ts';

const options = { floor: 20, perHost: true };

/** Values of `hosts` hosts, most of them small, each host much like the others; at most about `most`. */
function learnOrdinary(norms: LearnedNorms, name: string, count: number, hosts: number, most = 40): void {
  const random = seededRandom(7);
  const norm = norms.norm(name, options);
  for (let index = 0; index < count; index += 1) {
    norm.learn(Math.min(most, Math.floor(1 / (random() + 1e-9) ** 0.6)), 100 + (index % hosts));
  }
}

describe('a norm nothing was learned of', () => {
  it('takes its floor for usual, and grows odder beyond it', () => {
    const norm = new LearnedNorms().norm('ports', options);
    expect(norm.usual()).toBe(20);
    expect(norm.usualOf(5)).toBeUndefined();
    expect(norm.count).toBe(0);
    expect(norm.oddness(0)).toBe(0);
    expect(norm.oddness(20)).toBeCloseTo(20, 5);
    expect(norm.oddness(200)).toBeCloseTo(40, 5);
  });

  it('has nothing to tell people before a number of values', () => {
    const norm = new LearnedNorms().norm('ports', options);
    for (let index = 0; index < 19; index += 1) norm.learn(3, index + 1);
    expect(knownUsual(norm)).toBeUndefined();
    norm.learn(3, 1);
    expect(knownUsual(norm)).toBe(20);
  });

  it.each([0, -5, Number.NaN, Number.POSITIVE_INFINITY, 1e300])('stays finite for %d', value => {
    const norm = new LearnedNorms().norm('ports', options);
    norm.learn(value, 3);
    norm.learn(value, 0);
    for (const asked of [value, 0, 1, 1e9]) {
      expect(Number.isFinite(norm.oddness(asked))).toBe(true);
      expect(norm.oddness(asked)).toBeGreaterThanOrEqual(0);
    }
    expect(Number.isFinite(norm.usual())).toBe(true);
  });
});

describe('what was learned', () => {
  it('is said exactly for small numbers', () => {
    const norm = new LearnedNorms().norm('ports', { floor: 2, perHost: true });
    for (let index = 0; index < 1000; index += 1) norm.learn(1 + (index % 9), 1 + (index % 7));
    expect(norm.usual()).toBe(9);
    expect(norm.usualOf(3)).toBe(9);
    expect(norm.usualOf(77)).toBeUndefined();
    expect(norm.count).toBe(1000);
  });

  it('gives the value one in a thousand reaches, within a bucket', () => {
    const random = seededRandom(3);
    const norm = new LearnedNorms().norm('bytes', { floor: 1, perHost: false });
    const values: number[] = [];
    for (let index = 0; index < 100_000; index += 1) {
      const value = Math.exp(6 + 2 * Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random()));
      values.push(value);
      norm.learn(value, index % 50);
    }
    values.sort((one, other) => one - other);
    for (const share of [0.5, 0.1, 0.01, 0.001]) {
      const value = values[Math.floor(values.length * (1 - share))] as number;
      expect(norm.oddness(value)).toBeGreaterThan(-10 * Math.log10(share) - 1);
      expect(norm.oddness(value)).toBeLessThan(-10 * Math.log10(share) + 1);
    }
    const reached = values[Math.floor(values.length * 0.999)] as number;
    expect(norm.usual() / reached).toBeGreaterThan(0.8);
    expect(norm.usual() / reached).toBeLessThan(1.25);
  });

  it('grows monotonously odder, beyond the largest seen as well', () => {
    const norms = new LearnedNorms();
    learnOrdinary(norms, 'ports', 5000, 20);
    const norm = norms.norm('ports', options);
    let before = -1;
    for (let value = 0.01; value < 1e14; value *= 1.07) {
      const oddness = norm.oddness(value);
      expect(oddness).toBeGreaterThanOrEqual(before);
      before = oddness;
    }
    expect(norm.oddness(400)).toBeGreaterThan(40);
    expect(before).toBeLessThanOrEqual(100);
  });

  it.each([1, 5, 30, 300])('makes nothing of what was seen rarer than %i observations can say', count => {
    const norm = new LearnedNorms().norm('ports', { floor: 3, perHost: true });
    for (let index = 0; index < count; index += 1) norm.learn(index === 0 ? 50 : 1, index % 5);
    expect(norm.oddness(50)).toBeLessThan(Math.max(46, 10 * Math.log10(count + 1)));
    expect(norm.oddness(1)).toBeLessThan(10);
  });

  it('is hard to surprise while little was seen, and easier later', () => {
    const few = new LearnedNorms();
    const many = new LearnedNorms();
    learnOrdinary(few, 'ports', 30, 10);
    learnOrdinary(many, 'ports', 30_000, 10);
    const value = 400;
    expect(many.norm('ports', options).oddness(value)).toBeGreaterThan(
      few.norm('ports', options).oddness(value) + 10,
    );
  });

  it('fades with time, half in a week, and survives clocks that jump', () => {
    const norms = new LearnedNorms();
    learnOrdinary(norms, 'ports', 3000, 10);
    const norm = norms.norm('ports', options);
    const before = norm.usualOf(101) as number;
    for (const now of [1e9, 1e9 + 3600, 0, 5, 2 ** 31 - 1, 1e9]) norms.second(now);
    expect(norm.usualOf(101)).toBeLessThan(before);
    expect(norm.usualOf(101)).toBeGreaterThan(before * 0.8);
    for (let hour = 1; hour < 4000; hour += 1) norms.second(1e9 + hour * 3600);
    expect(norm.usual()).toBe(20);
    expect(norm.oddness(30)).toBeLessThan(25);
  });
});

describe('one host alone', () => {
  it('does not move what is usual with a twentieth of all observations', () => {
    const clean = new LearnedNorms();
    learnOrdinary(clean, 'ports', 10_000, 19);
    for (const first of [true, false]) {
      const norms = new LearnedNorms();
      const norm = norms.norm('ports', options);
      const attack = (): void => {
        for (let index = 0; index < 526; index += 1) norm.learn(400 + index, 9);
      };
      if (first) attack();
      learnOrdinary(norms, 'ports', 10_000, 19);
      if (!first) attack();
      expect(norm.usual()).toBeLessThanOrEqual(clean.norm('ports', options).usual() * 1.5);
      expect(norm.oddness(400)).toBeGreaterThan(40);
    }
  });

  it('cannot teach a scan by growing a hundredth a minute for a day', () => {
    const norms = new LearnedNorms();
    const norm = norms.norm('ports', options);
    const random = seededRandom(5);
    let value = 5;
    for (let minute = 0; minute < 1440; minute += 1) {
      norms.second(1_000_000 + minute * 60);
      value *= 1.01;
      for (let step = 0; step < 20; step += 1) {
        for (let host = 1; host <= 6; host += 1) norm.learn(1 + Math.floor(random() * 30), host);
        norm.learn(value, 66);
      }
    }
    expect(value).toBeGreaterThan(1e6);
    expect(norm.usual()).toBeLessThanOrEqual(60);
    expect(norm.oddness(600)).toBeGreaterThan(60);
    // Nor is it believed for itself.
    expect(norm.usualOf(66)).toBeLessThan(1000);
  });

  it('is remembered for itself', () => {
    const norms = new LearnedNorms();
    learnOrdinary(norms, 'ports', 5000, 20);
    const norm = norms.norm('ports', options);
    for (let index = 0; index < 500; index += 1) norm.learn(3000 + (index % 100), 8);
    expect(norm.usualOf(8)).toBeGreaterThan(3050);
    expect(norm.usual()).toBeLessThan(100);
  });
});

describe('the table of hosts', () => {
  it('keeps who comes again while made-up addresses pass by', () => {
    const norms = new LearnedNorms();
    const norm = norms.norm('ports', options);
    for (let index = 0; index < 100_000; index += 1) {
      norm.learn(3, 1_000_000 + index);
      if (index % 1000 === 0) norm.learn(7, 42);
    }
    expect(norm.usualOf(42)).toBe(7);
    expect(norms.memoryBytes).toBeLessThan(1_000_000);
  });
});

describe('a section', () => {
  const learned = (): LearnedNorms => {
    const norms = new LearnedNorms();
    learnOrdinary(norms, 'ports', 3000, 12);
    learnOrdinary(norms, 'hosts', 500, 5, 9);
    return norms;
  };

  it('brings back what it was made of, also for norms asked for later', () => {
    const before = learned();
    const section = before.save();
    const after = new LearnedNorms({ seed: 99 });
    const early = after.norm('hosts', options);
    early.learn(1e6, 5);
    expect(after.load(section)).toBeUndefined();
    const late = after.norm('ports', options);
    for (const value of [1, 5, 20, 77, 5000]) {
      expect(late.oddness(value)).toBe(before.norm('ports', options).oddness(value));
      expect(early.oddness(value)).toBe(before.norm('hosts', options).oddness(value));
    }
    expect(late.usualOf(104)).toBe(before.norm('ports', options).usualOf(104));
    expect(late.count).toBe(3000);
  });

  it('keeps names nobody asked for', () => {
    const after = new LearnedNorms();
    after.load(learned().save());
    expect(after.save()).toEqual(learned().save());
  });

  it('is a copy', () => {
    const norms = learned();
    const section = norms.save();
    norms.norm('ports', options).learn(5, 5);
    expect(section).toEqual(learned().save());
  });

  const good = learned().save();
  const { weights, largest, counts } = good.arrays as Record<string, Float32Array>;
  const changed = (array: Float32Array | undefined, index: number, value: number): Float32Array => {
    const copy = Float32Array.from(array ?? []);
    copy[index] = value;
    return copy;
  };
  const bad: readonly [string, Section][] = [
    ['nothing', { facts: {}, arrays: {} }],
    ['another form', { ...good, facts: { ...good.facts, format: 2 } }],
    ['other buckets', { ...good, facts: { ...good.facts, buckets: 3 } }],
    ['names that are no list', { ...good, facts: { ...good.facts, names: 'ports' } }],
    ['names twice', { ...good, facts: { ...good.facts, names: ['ports', 'ports'] } }],
    ['a name too many', { ...good, facts: { ...good.facts, names: ['ports', 'hosts', 'more'] } }],
    ['a name that is no text', { ...good, facts: { ...good.facts, names: ['ports', 5] } }],
    ['no weights', { ...good, arrays: { ...good.arrays, weights: new Float32Array(0) } }],
    ['weights of another type', { ...good, arrays: { ...good.arrays, weights: new Float64Array(428) } }],
    [
      'a weight that is no number',
      { ...good, arrays: { ...good.arrays, weights: changed(weights, 3, Number.NaN) } },
    ],
    ['a negative weight', { ...good, arrays: { ...good.arrays, weights: changed(weights, 3, -1) } }],
    ['an infinite weight', { ...good, arrays: { ...good.arrays, weights: changed(weights, 45, Infinity) } }],
    [
      'a value in a wrong bucket',
      { ...good, arrays: { ...good.arrays, largest: changed(largest, 45, 1e9) } },
    ],
    ['counts of another type', { ...good, arrays: { ...good.arrays, counts: changed(counts, 0, 1) } }],
    ['hosts of no norm', { ...good, arrays: { ...good.arrays, hostNorm: new Uint16Array(17).fill(9) } }],
    ['fewer maxima than hosts', { ...good, arrays: { ...good.arrays, hostMost: new Float32Array(1) } }],
    ['too many hosts', { ...good, arrays: { ...good.arrays, host: new Int32Array(100_000).fill(1) } }],
    [
      'ranks out of order',
      { ...good, arrays: { ...good.arrays, topValues: Float32Array.of(1, 2, 3, 1, 2, 3) } },
    ],
  ];

  it.each(bad)('with %s is refused in words, and nothing changes', (_what, section) => {
    const norms = learned();
    expect(norms.load(section)).toMatch(/^what is usual|^the names/);
    expect(norms.save()).toEqual(good);
  });
});
