import { describe, expect, it } from 'vitest';
import { goal, goalWithoutPeer, median, quantile, report, significant } from './report.ts';

describe('medians', () => {
  it('takes the middle, or the mean of the two in the middle', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([])).toBeNaN();
  });

  it('interpolates quantiles and does not reorder its input', () => {
    const values = [30, 10, 20];
    expect(quantile(values, 0)).toBe(10);
    expect(quantile(values, 1)).toBe(30);
    expect(quantile(values, 0.25)).toBe(15);
    expect(values).toEqual([30, 10, 20]);
  });
});

describe('goals', () => {
  const measure = { name: 'speed', unit: '×', goal: 4, compare: '>=', peer: 'tcpdump' } as const;

  it('is judged on the unrounded value', () => {
    expect(goal({ ...measure, value: 4 }).met).toBe(true);
    expect(goal({ ...measure, value: 3.99999 })).toMatchObject({ value: 4, met: false });
    expect(goal({ ...measure, compare: '<=', value: 4.1 }).met).toBe(false);
  });

  it('is undecided when there is no number or no peer', () => {
    expect(goal({ ...measure, value: Number.NaN })).toMatchObject({ value: null, met: null });
    expect(goalWithoutPeer(measure, 'tcpdump is not installed')).toEqual({
      ...measure,
      value: null,
      met: null,
      peer: 'tcpdump is not installed',
    });
  });

  it('reports survive JSON', () => {
    const made = report('decode', 5, [goal({ ...measure, value: 5 })], { note: 1 });
    expect(JSON.parse(JSON.stringify(made))).toEqual(made);
    expect(significant(123456)).toBe(123500);
  });
});
