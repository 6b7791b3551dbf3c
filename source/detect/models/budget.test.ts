import { describe, expect, it } from 'vitest';
import { AlarmBudget } from './budget.ts';

const begin = 1_700_000_000;

function run(budget: AlarmBudget, hours: number, rowsPerSecond: number, incidentsPerHour: number): void {
  for (let second = 0; second < hours * 3600; second += 1) {
    for (let row = 0; row < rowsPerSecond; row += 1) budget.row(begin + second);
    if (incidentsPerHour > 0 && second % Math.round(3600 / incidentsPerHour) === 1)
      budget.incident(begin + second);
  }
}

describe('AlarmBudget', () => {
  it('draws the line where the rows of an hour give as many incidents as asked for', () => {
    const budget = new AlarmBudget();
    run(budget, 2, 10, 6);
    expect(budget.line).toBeCloseTo(10 * Math.log10(36_000 / 6), 0);
    expect(budget.expectedPerHour).toBeCloseTo(6, -0.5);
    expect(budget.realisedPerHour).toBeCloseTo(6, -0.5);
  });

  it('takes the rate so far for that of an hour', () => {
    const budget = new AlarmBudget();
    run(budget, 0.1, 10, 0);
    expect(budget.line).toBeCloseTo(10 * Math.log10(36_000 / 6), 0);
  });

  it('corrects itself by what came, within a factor of four', () => {
    const many = new AlarmBudget();
    run(many, 12, 10, 600);
    const few = new AlarmBudget();
    run(few, 12, 10, 0);
    const middle = 10 * Math.log10(6000);
    const four = 10 * Math.log10(4);
    expect(many.line).toBeCloseTo(middle + four, 0);
    expect(few.line).toBeCloseTo(middle - four, 0);
    expect(few.realisedPerHour).toBe(0);
  });

  it('gives a higher line for a smaller budget, within bounds', () => {
    const small = new AlarmBudget({ perHour: 1 });
    const large = new AlarmBudget({ perHour: 60 });
    for (const budget of [small, large]) run(budget, 0.5, 100, 0);
    expect(small.line - large.line).toBeCloseTo(10 * Math.log10(60), 0);
    const quiet = new AlarmBudget({ perHour: 1000 });
    quiet.row(begin);
    expect(quiet.line).toBe(27);
  });

  it('survives clocks that stand at 0 or jump by years', () => {
    const budget = new AlarmBudget();
    for (const second of [0, 0, 1, 2e9, 5]) {
      budget.row(second);
      budget.incident(second);
    }
    expect(Number.isFinite(budget.line)).toBe(true);
    expect(Number.isFinite(budget.realisedPerHour)).toBe(true);
    expect(Number.isFinite(budget.expectedPerHour)).toBe(true);
  });
});
