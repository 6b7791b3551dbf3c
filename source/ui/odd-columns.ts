import type { Row } from '../engine/protocol.ts';
import { columnPlans, narrowOdd } from './column-plans.ts';
import { type Column, planColumns } from './components/table.tsx';
import type { Glyphs } from './glyphs.ts';

/** The columns of the list of incidents: those of addresses share what they have, as the rows on screen need it. */

/** From here on the state stands there as a word. */
const stateWordFromColumns = 74;
/** An address that is cut in its middle is still known again. */
const leastCells = 15;
const sharing = ['who', 'target', 'name'];

export function oddPlan(width: number, hidden: readonly string[]): Column[] {
  return planColumns(width < stateWordFromColumns ? narrowOdd : columnPlans.odd, width, hidden);
}

/** The widest cell of each column that shares, heading included. */
export function widestCells(columns: readonly Column[], rows: readonly Row[]): readonly number[] {
  return columns
    .filter(({ name }) => sharing.includes(name))
    .map(({ cell, title }) =>
      rows.reduce((most, { cells }) => Math.max(most, cells[cell]?.length ?? 0), title.length),
    );
}

/** Addresses get what they need before names do, and nobody gets less than the least; `widest` as above. */
export function shared(columns: readonly Column[], widest: readonly number[]): readonly Column[] {
  const parts = columns.filter(({ name }) => sharing.includes(name));
  const widths = parts.map(({ width }, index) => Math.min(width, leastCells, widest[index] ?? 0));
  const all = parts.reduce((sum, { width }) => sum + width, 0);
  let spare = all - widths.reduce((sum, width) => sum + width, 0);
  for (const [index, need] of widest.entries()) {
    const width = widths[index] ?? 0;
    const more = Math.min(spare, Math.max(0, need - width));
    widths[index] = width + more;
    spare -= more;
  }
  // Nobody needs it: the columns behind stay where they are.
  const last = parts.length - 1;
  return columns.map(column => {
    const at = parts.indexOf(column);
    return at < 0 ? column : { ...column, width: (widths[at] ?? 0) + (at === last ? spare : 0) };
  });
}

/** Rows as a narrow list shows them. */
export function withStateSigns<R extends Row>(
  rows: readonly R[],
  columns: readonly Column[],
  glyphs: Glyphs,
): readonly R[] {
  const state = columns.find(({ name }) => name === 'state');
  if (state === undefined || state.width > 1) return rows;
  return rows.map(row => ({
    ...row,
    cells: row.cells.map((text, cell) => (cell === state.cell ? stateSign(text, glyphs) : text)),
  }));
}

function stateSign(state: string, glyphs: Glyphs): string {
  if (state === 'open') return glyphs.live;
  // The key that said so.
  return state === 'normal' ? 'n' : '';
}
