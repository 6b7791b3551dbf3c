import { afterAll, expect, it } from 'vitest';
import { RowSource, testSchema } from '../../testing/level-rows.ts';
import { LearnedLevel } from './level-model.ts';
import { LevelTrainer } from './level-trainer.ts';

const columns = 16;
const rowsPerSecond = 20;
const shiftAt = 60_000;
const burstAt = 90_000;
const burstRows = 1000;
const end = 100_000;
/** So many alarms make an incident, whose rows are suspect from then on. */
const incidentAlarms = 5;
const trainer = new LevelTrainer();
afterAll(() => trainer.close());

it('gets used to a harmless change, and still sees an attack after it', { timeout: 60_000 }, () => {
  const level = new LearnedLevel({ schema: testSchema(columns), seed: 1, trainer, trees: 50 });
  const source = new RowSource(columns, 1);
  const push = (pushed: readonly number[]): void => {
    for (const column of pushed) level.row[column] = (level.row[column] ?? 0) + 7 + source.gauss() / 2;
  };
  let before = 0;
  let soon = 0;
  let later = 0;
  let found = 0;
  for (let index = 0; index < end; index += 1) {
    const second = 1_700_000_000 + Math.floor(index / rowsPerSecond);
    if (index % rowsPerSecond === 0) level.swapIfDue(second, true);
    source.fill(level.row);
    const isAttack = index >= burstAt && index < burstAt + burstRows;
    if (isAttack) push([1, 5, 6, 10, 11]);
    else if (index >= shiftAt && source.fraction() < 0.3) push([0, 2, 7, 12]);
    const oddness = level.judge();
    level.offer(second, oddness, isAttack && found >= incidentAlarms);
    if (oddness < level.alarmLine) continue;
    if (isAttack) found += 1;
    else if (index >= shiftAt + 12_000) later += 1;
    else if (index >= shiftAt) soon += 1;
    else if (index >= 20_000) before += 1;
  }
  expect(level.driftedAt).toBeGreaterThan(0);
  expect(before / 40_000).toBeLessThan(0.004);
  expect(soon / 12_000).toBeLessThan(0.03);
  expect(later / (end - shiftAt - 12_000)).toBeLessThan(0.005);
  expect(found / burstRows).toBeGreaterThan(0.5);
});
