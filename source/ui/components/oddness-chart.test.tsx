import { renderToString } from 'ink';
import { describe, expect, it } from 'vitest';
import { withoutStyles } from '../../testing/draw.tsx';
import { cellWidth } from '../text-fit.ts';
import { OddnessChart } from './oddness-chart.tsx';

function drawn(
  values: readonly (number | null)[],
  alarmLine: number | undefined,
  columns = 50,
  rows = 6,
): string[] {
  const learning = {
    phase: 'warming',
    progress: 0.4,
    words: 'learning 40 %',
    short: 'learning 40 %',
  } as const;
  return withoutStyles(
    renderToString(
      <OddnessChart
        oddness={{ values, alarmLine, budget: 6 }}
        learning={learning}
        rows={rows}
        columns={columns}
      />,
      { columns },
    ),
  ).split('\n');
}

describe('the oddness chart', () => {
  it('draws the alarm line with its meaning, and what crosses it above', () => {
    const lines = drawn([...new Array<number>(20).fill(4), 60, ...new Array<number>(15).fill(4)], 33);
    const alarm = lines.findIndex(line => /^ +33 /.test(line));
    expect(lines[alarm]).toMatch(/╌ 6 an hour$/);
    expect(lines[1]).toMatch(/^ +60 /);
    expect(lines[1]).toContain('╭');
    expect(lines.slice(1, alarm).join('')).not.toContain('╌');
  });

  it('never hides the newest values behind words', () => {
    const lines = drawn([...new Array<number>(20).fill(4), ...new Array<number>(18).fill(33)], 33);
    const alarm = lines.find(line => /^ +33 /.test(line)) ?? '';
    expect(alarm).toMatch(/6 an hour ╌+╭─+/);
  });

  it('says that it is still learning while there is no line', () => {
    const lines = drawn([3, 9, null, 4], undefined);
    expect(lines[0]).toContain('oddness: learning 40 %, no alarm line yet');
    expect(lines.join('')).not.toContain('╌');
  });

  it('draws anything in any size', () => {
    const series = [[], [null], [0], [1000, null, 0], new Array<number>(500).fill(33)];
    for (const values of series) {
      for (const line of [undefined, 0.1, 33, 999]) {
        for (const [columns, rows] of [
          [20, 3],
          [24, 4],
          [60, 6],
        ] as const) {
          const lines = drawn(values, line, columns, rows);
          expect(lines).toHaveLength(rows);
          for (const one of lines) expect(cellWidth(one)).toBeLessThanOrEqual(columns);
        }
      }
    }
  });
});
