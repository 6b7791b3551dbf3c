import { describe, expect, it } from 'vitest';
import { drawScreen, settingsOf, withoutStyles } from '../testing/draw.tsx';
import { screenStates } from '../testing/screen-states.ts';
import { cellWidth } from './text-fit.ts';

const big = { columns: 100, rows: 30 };

describe('every screen at any size', () => {
  const sizes = [
    [60, 15],
    [61, 16],
    [75, 22],
    [79, 21],
    [109, 35],
    [110, 36],
    [200, 60],
    [400, 15],
    [60, 120],
  ] as const;

  it.each(Object.entries(screenStates))('%s stays within it', (_, make) => {
    for (const [columns, rows] of sizes) {
      const lines = withoutStyles(drawScreen(make({ columns, rows }))).split('\n');
      expect(lines, `${columns}×${rows}`).toHaveLength(rows);
      expect(Math.max(...lines.map(cellWidth)), `${columns}×${rows}`).toBeLessThanOrEqual(columns);
    }
  });

  it.each(Object.entries(screenStates))('%s survives a resize before the engine answers', (_, make) => {
    const state = make(big);
    for (const [columns, rows] of sizes) {
      const lines = withoutStyles(drawScreen({ ...state, columns, rows })).split('\n');
      expect(lines, `${columns}×${rows}`).toHaveLength(rows);
      expect(Math.max(...lines.map(cellWidth)), `${columns}×${rows}`).toBeLessThanOrEqual(columns);
    }
  });

  it('draws every screen before the first answer', () => {
    for (const make of Object.values(screenStates)) {
      const lines = drawScreen({ ...make(big), snapshot: undefined }).split('\n');
      expect(lines).toHaveLength(big.rows);
    }
  });
});

describe('a terminal that is too small', () => {
  it('says what is needed, as far as there is room', () => {
    const state = screenStates['packets']?.({ columns: 59, rows: 24 });
    if (state === undefined) throw new Error('no state');
    expect(drawScreen(state)).toContain('terminal too small: 60×15 needed');
    expect(drawScreen(state, settingsOf.ascii)).toContain('terminal too small: 60x15 needed');
    for (const make of Object.values(screenStates)) {
      for (const size of [
        { columns: 1, rows: 1 },
        { columns: 2, rows: 40 },
        { columns: 200, rows: 1 },
        { columns: 0, rows: 0 },
        { columns: 59, rows: 14 },
      ]) {
        const lines = withoutStyles(drawScreen(make(size))).split('\n');
        expect(lines).toHaveLength(1);
        expect(cellWidth(lines[0] ?? '')).toBeLessThanOrEqual(Math.max(1, size.columns));
      }
    }
  });
});
