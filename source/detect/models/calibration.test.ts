import { describe, expect, it } from 'vitest';
import { Random } from '../../testing/random.ts';
import { fitCalibration, isProvisionalAt } from './calibration.ts';
import { ScoreScale } from './score-scale.ts';

const shapes: Readonly<Record<string, (random: Random) => number>> = {
  uniform: random => random.fraction(),
  exponential: random => -Math.log(1 - random.fraction()),
  heavy: random => (1 - random.fraction()) ** -0.3,
  tied: random => Math.floor(-Math.log(1 - random.fraction()) * 4) / 4,
  forest: random => {
    let sum = 0;
    for (let part = 0; part < 12; part += 1) sum += random.fraction();
    return 0.4 + sum / 60;
  },
};

function drawn(shape: string, count: number, seed: number): Float64Array {
  const random = new Random(seed);
  return Float64Array.from({ length: count }, () => shapes[shape]?.(random) ?? 0);
}

describe('calibration', () => {
  it.each(Object.keys(shapes))('keeps its promises on scores of the kind "%s"', shape => {
    const rates = [20, 30].map(line => {
      let beyond = 0;
      for (let seed = 1; seed <= 10; seed += 1) {
        const scale = new ScoreScale(fitCalibration(drawn(shape, 1600, seed)));
        for (const score of drawn(shape, 20_000, 100 + seed)) if (scale.oddness(score) >= line) beyond += 1;
      }
      return beyond / 200_000;
    });
    // Equal scores cannot be told apart: of those, a whole step is beyond or not.
    const least = shape === 'tied' ? 0.4 : 0.6;
    expect(rates[0]).toBeGreaterThan(0.01 * least);
    expect(rates[0]).toBeLessThan(0.015);
    // A uniform end is far sharper than anything assumed: then rarities are understated.
    expect(rates[1]).toBeGreaterThan(shape === 'uniform' ? -1 : 0.001 * least * 0.8);
    expect(rates[1]).toBeLessThan(0.002);
  });

  it.each(Object.keys(shapes))('rises with the score and is finite, of the kind "%s"', shape => {
    const scale = new ScoreScale(fitCalibration(drawn(shape, 1000, 3)));
    const probes = [...drawn(shape, 2000, 4), -1e300, -5, -1, 0, 50, 1e6, 1e300].sort((a, b) => a - b);
    let last = -1;
    let lastProbe = Number.NaN;
    for (const probe of probes) {
      const oddness = scale.oddness(probe);
      expect(oddness).toBeGreaterThanOrEqual(last);
      if (probe !== lastProbe && Math.abs(probe) < 40 && shape !== 'tied')
        expect(oddness, `${probe}`).toBeGreaterThan(last);
      last = oddness;
      lastProbe = probe;
    }
    expect(last).toBeLessThanOrEqual(120);
  });

  it('counts what was seen', () => {
    const scale = new ScoreScale(fitCalibration(Float64Array.from({ length: 1000 }, (_, place) => place)));
    expect(scale.oddness(900)).toBeCloseTo(10, 1);
    expect(scale.oddness(500)).toBeCloseTo(3, 1);
    expect(scale.oddness(0)).toBeLessThan(0.01);
  });

  it.each([0, 1, 2, 5])('has an answer after %i scores', count => {
    const scale = new ScoreScale(fitCalibration(new Float64Array(count).fill(0.5)));
    for (const score of [Number.NaN, -Infinity, 0, 0.5, 1, Infinity]) {
      const oddness = scale.oddness(score);
      expect(oddness).toBeGreaterThanOrEqual(0);
      expect(oddness).toBeLessThanOrEqual(120);
    }
    expect(scale.oddness(Number.NaN)).toBe(0);
    expect(scale.oddness(1) > scale.oddness(0.5)).toBe(count > 0);
  });

  it.each(Object.keys(shapes))('looks between the knots a search would find, of the kind "%s"', shape => {
    const calibration = fitCalibration(drawn(shape, 3000, 5));
    const { knots, oddness } = calibration;
    const scale = new ScoreScale(calibration);
    const last = knots.length - 1;
    for (const score of [...drawn(shape, 3000, 6), ...knots]) {
      const high = knots.findIndex(knot => knot > score);
      if (high <= 0) continue;
      const [from, to] = [knots[high - 1] as number, knots[high] as number];
      const [below, above] = [oddness[high - 1] as number, oddness[high] as number];
      expect(scale.oddness(score)).toBe(below + ((above - below) * (score - from)) / (to - from));
    }
    expect(scale.oddness(knots[last] as number)).toBe(oddness[last]);
  });

  it('leaves out what is not a number', () => {
    const scores = drawn('exponential', 500, 1);
    const spoiled = Float64Array.from([...scores, Number.NaN, Infinity, -Infinity]);
    expect(fitCalibration(spoiled)).toEqual(fitCalibration(scores));
  });

  it('is provisional with fewer than ten rows for each claim', () => {
    const calibration = fitCalibration(drawn('exponential', 1600, 1));
    expect(isProvisionalAt(calibration, 20)).toBe(false);
    expect(isProvisionalAt(calibration, 23)).toBe(true);
  });
});
