import { describe, expect, it } from 'vitest';
import { fakeIncidents, fakeOddRow } from '../testing/fake-odd.ts';
import { unicodeGlyphs } from './glyphs.ts';
import { oddPlan, shared, widestCells, withStateSigns } from './odd-columns.ts';

const rows = Array.from({ length: fakeIncidents }, (_, index) => fakeOddRow(index + 1));
const short = rows.filter(({ cells }) => !cells.some(cell => cell.includes('2001')));

function widths(columns: number, shown: typeof rows): Readonly<Record<string, number>> {
  const plan = oddPlan(columns, []);
  const made = shared(plan, widestCells(plan, shown));
  const all = (list: readonly { width: number }[]): number => list.reduce((sum, { width }) => sum + width, 0);
  expect(all(made)).toBe(all(plan));
  return Object.fromEntries(made.map(({ name, width }) => [name, width]));
}

describe('the columns of the list of incidents', () => {
  it('give one address what the other leaves blank', () => {
    const planned = oddPlan(80, []).find(({ name }) => name === 'target')?.width ?? 0;
    expect(widths(80, short)).toMatchObject({ who: 12 });
    expect(widths(80, short)['target']).toBeGreaterThan(planned);
    expect(Math.min(widths(80, rows)['who'] ?? 0, widths(80, rows)['target'] ?? 0)).toBeGreaterThanOrEqual(
      15,
    );
  });

  it('show addresses as a whole before names, where there is room', () => {
    expect(widths(140, rows)).toMatchObject({ who: 36, target: 31 });
  });

  it('keep how bad it is and the state at 60 columns, as signs', () => {
    const plan = oddPlan(60, []);
    expect(plan.map(({ name }) => name)).toEqual(['severity', 'what', 'who', 'target', 'odd', 'state']);
    const state = plan.at(-1)?.cell ?? 0;
    const signs = withStateSigns(rows, plan, unicodeGlyphs).map(({ cells }) => cells[state]);
    expect(signs).toEqual(['', 'n', '', '●', '●', '●']);
    const wide = withStateSigns(rows, oddPlan(80, []), unicodeGlyphs).map(({ cells }) => cells[state]);
    expect(wide).toEqual(['over', 'normal', 'over', 'open', 'open', 'open']);
  });
});
