import { afterAll, describe, expect, it } from 'vitest';
import { RowSource, testSchema } from '../../testing/level-rows.ts';
import type { Section } from '../learned.ts';
import { LearnedLevel, type LearnedLevelOptions, swapSeconds } from './level-model.ts';
import { LevelTrainer } from './level-trainer.ts';

const columns = 16;
const begin = 1_700_000_000;
const trainer = new LevelTrainer();
afterAll(() => trainer.close());

const makeLevel = (options: Partial<LearnedLevelOptions> = {}): LearnedLevel =>
  new LearnedLevel({ schema: testSchema(columns), seed: 1, trainer, trees: 50, ...options });

/** Seconds of ordinary rows; the oddness of each. */
function live(
  level: LearnedLevel,
  source: RowSource,
  from: number,
  seconds: number,
  mayWait = true,
): number[] {
  const found: number[] = [];
  for (let second = from; second < from + seconds; second += 1) {
    level.swapIfDue(begin + second, mayWait);
    for (let index = 0; index < 50; index += 1) {
      source.fill(level.row);
      const oddness = level.judge();
      level.offer(begin + second, oddness, false);
      found.push(oddness);
    }
  }
  return found;
}

function trained(options: Partial<LearnedLevelOptions> = {}): { level: LearnedLevel; source: RowSource } {
  const level = makeLevel(options);
  const source = new RowSource(columns, 5);
  live(level, source, 0, 60);
  level.trainNow(begin + 60);
  return { level, source };
}

const withoutTime = ({ facts, arrays }: Section): unknown => ({
  arrays,
  facts: { ...facts, milliseconds: 0 },
});

describe('LearnedLevel', () => {
  it('learns, takes over a fixed time later, and says how odd a row is', () => {
    const level = makeLevel();
    const source = new RowSource(columns, 5);
    live(level, source, 0, 40);
    expect([level.progress, level.hasModel, level.judge()]).toEqual([1, false, 0]);
    level.swapIfDue(begin + 40, true);
    expect(level.isTraining).toBe(true);
    expect(level.swapIfDue(begin + 40 + swapSeconds - 1, true)).toBe(false);
    expect(level.swapIfDue(begin + 40 + swapSeconds, true)).toBe(true);
    expect([level.hasModel, level.trainedAt, level.retrainings]).toEqual([true, begin + 45, 0]);
    const found = live(level, source, 46, 200);
    expect(level.retrainings).toBeGreaterThan(0);
    const beyond = (line: number): number => found.filter(oddness => oddness >= line).length / found.length;
    expect(beyond(10)).toBeGreaterThan(0.06);
    expect(beyond(10)).toBeLessThan(0.16);
    expect(beyond(20)).toBeGreaterThan(0.004);
    expect(beyond(20)).toBeLessThan(0.02);
    expect(beyond(30)).toBeLessThan(0.004);
    source.fill(level.row);
    level.row[2] = 40;
    expect(level.judge()).toBeGreaterThan(25);
    expect(level.topColumn()).toBe(2);
    expect(level.isProvisional).toBe(true);
  });

  it('finds the same at any speed and in any life', () => {
    const runs = [true, true, false].map(mayWait => {
      const level = makeLevel();
      const found = live(level, new RowSource(columns, 5), 0, 120, mayWait);
      return { found, saved: withoutTime(level.save()), late: level.lateModels, models: level.rows };
    });
    expect(runs[1]).toEqual(runs[0]);
    // The third did not wait, and these seconds pass faster than anything can be trained.
    expect(runs[0]?.late).toBe(0);
    expect(runs[2]?.late).toBe(1);
  });

  it('does not learn what is suspect, and little of what alarms', () => {
    const { level } = trained();
    const before = level.rows;
    for (let index = 0; index < 100; index += 1) level.offer(begin + 61, 50, true);
    expect(level.rows).toBe(before);
    for (let index = 0; index < 200; index += 1) level.offer(begin + 61, 50, false);
    expect(level.rows - before).toBeLessThan(50);
    level.relearn(begin + 62);
    const now = level.rows;
    for (let index = 0; index < 20; index += 1) level.offer(begin + 62, 50, false);
    expect(level.rows - now).toBe(20);
    for (let index = 0; index < 20; index += 1) level.offer(begin + 63, 50, false);
    level.swapIfDue(begin + 91, true);
    expect(level.isTraining).toBe(false);
    level.swapIfDue(begin + 92, true);
    expect(level.isTraining).toBe(true);
    expect(level.swapIfDue(begin + 92 + swapSeconds, true)).toBe(true);
  });

  it('tells how many of the last rows alarmed', () => {
    const { level } = trained();
    expect(level.alarmingShare(begin + 61)).toBe(0);
    for (let index = 0; index < 100; index += 1) level.offer(begin + 61, index < 30 ? 40 : 2, false);
    expect(level.alarmingShare(begin + 61)).toBeCloseTo(0.3);
    expect(level.alarmingShare(begin + 110)).toBeCloseTo(0.3);
    expect(level.alarmingShare(begin + 200)).toBe(0);
  });

  it('has an answer for numbers that are none, and for infinite ones', () => {
    const { level, source } = trained();
    source.fill(level.row);
    level.row.fill(Number.NaN);
    // Every column at its middle is as ordinary as can be, or an odd combination; but a number.
    expect(Number.isFinite(level.judge())).toBe(true);
    level.row.fill(Infinity);
    const large = level.judge();
    expect(large).toBeGreaterThan(20);
    expect(large).toBeLessThanOrEqual(120);
    level.row.fill(-Infinity);
    expect(level.judge()).toBeGreaterThan(20);
    for (const reason of level.explain()) expect(Number.isNaN(reason.value)).toBe(false);
  });

  it.each([0, 1, 2, 30])('has an answer after %i rows', count => {
    const level = makeLevel();
    const source = new RowSource(columns, 5);
    for (let index = 0; index < count; index += 1) {
      source.fill(level.row);
      level.offer(begin, 0, false);
    }
    level.trainNow(begin);
    expect(level.hasModel).toBe(true);
    for (const value of [0, 5, 1e9, Number.NaN, Infinity]) {
      level.row.fill(value);
      const oddness = level.judge();
      expect(oddness).toBeGreaterThanOrEqual(0);
      expect(oddness).toBeLessThanOrEqual(120);
      level.explain();
    }
    expect(level.load(level.save())).toBeUndefined();
  });

  it('has an answer after rows that are all alike', () => {
    const level = makeLevel();
    level.row.fill(3);
    for (let index = 0; index < 500; index += 1) level.offer(begin, 0, false);
    level.trainNow(begin);
    expect(level.judge()).toBeLessThan(5);
    level.row[4] = 9;
    expect(level.judge()).toBeGreaterThan(15);
    expect(level.topColumn()).toBe(4);
  });

  it('explains what is odd with what is usual', () => {
    const { level, source } = trained();
    source.fill(level.row, 0);
    level.row[6] = 30;
    level.judge();
    const [first, ...others] = level.explain();
    expect(first?.column).toBe(6);
    expect(first?.value).toBeCloseTo(Math.expm1(30), -8);
    expect(first?.median).toBeLessThan(first?.high ?? 0);
    expect(first?.low).toBeLessThan(first?.median ?? 0);
    expect(first?.oddness).toBeGreaterThan(30);
    expect(first?.share).toBeGreaterThan(others[0]?.share ?? 1);
    expect(others.length).toBeLessThan(6);
  });

  it('begins again on a network of its own', () => {
    const { level, source } = trained();
    level.forgetRows();
    expect([level.rows, level.progress, level.hasModel, level.isStandIn]).toEqual([0, 0, true, true]);
    // There is one to judge by meanwhile, so that the first own one can wait for more than the first ever does.
    live(level, source, 100, 50);
    expect([level.trainedAt, level.isStandIn]).toEqual([begin + 60, true]);
    live(level, source, 150, 130);
    expect(level.trainedAt).toBeGreaterThanOrEqual(begin + 100 + 60 + swapSeconds);
    expect(level.model?.trainingRows).toBeGreaterThan(5000);
    expect(level.isStandIn).toBe(false);
  });
});

describe('a saved level', () => {
  it('comes back as it was', () => {
    const { level, source } = trained();
    const other = makeLevel();
    expect(other.load(structuredClone(level.save()))).toBeUndefined();
    for (let index = 0; index < 300; index += 1) {
      source.fill(level.row);
      other.row.set(level.row);
      expect(other.judge()).toBe(level.judge());
    }
    expect(other.explain()).toEqual(level.explain());
    expect([other.rows, other.trainedAt, other.progress]).toEqual([level.rows, level.trainedAt, 1]);
    live(other, source, 2000, 60);
    expect(other.rows).toBeGreaterThan(level.rows);
  });

  it('is refused in words when it is of other columns or damaged, and nothing has changed', () => {
    const { level, source } = trained();
    const saved = level.save();
    const { facts, arrays } = saved;
    const other = makeLevel({ schema: testSchema(columns - 1) });
    expect(other.load(saved)).toContain('other features');
    source.fill(level.row);
    const before = level.judge();
    const spoiled: Section[] = [
      { facts: {}, arrays: {} },
      ...Object.keys(arrays).map(name => ({ facts, arrays: { ...arrays, [name]: new Uint8Array(3) } })),
      ...Object.keys(facts)
        .filter(name => name !== 'hasModel')
        .map(name => ({ facts: { ...facts, [name]: Number.NaN }, arrays })),
      { facts, arrays: { ...arrays, splitColumns: new Uint16Array(50 * 256).fill(999) } },
      { facts, arrays: { ...arrays, fusedKnots: new Float64Array(arrays['fusedKnots']?.length ?? 0) } },
      { facts, arrays: { ...arrays, counts: new Uint8Array(columns).fill(200) } },
    ];
    for (const section of spoiled) expect(level.load(section)).toMatch(/damaged|other features/);
    expect(level.judge()).toBe(before);
  });
});
