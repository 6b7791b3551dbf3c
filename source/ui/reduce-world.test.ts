import { describe, expect, it } from 'vitest';
import { afterKeys, answered, startState } from '../testing/screen-states.ts';
import { parseConfiguration } from './configuration.ts';
import { layoutOf } from './layout.ts';
import { reduce } from './reduce.ts';
import { selectedCountry } from './reduce-world.ts';
import { isUseful } from './useful.ts';
import { viewOf } from './view.ts';

const size = { columns: 80, rows: 24 };
const world = () => startState(size, 'world');
const press = (state: ReturnType<typeof world>, command: 'down' | 'showCountry' | 'map' | 'span') =>
  reduce(state, { kind: 'command', command });

describe('the world screen', () => {
  it('shows the packets of the country under the cursor', () => {
    const shown = press(world(), 'showCountry');
    expect(shown).toMatchObject({ screen: 'packets', filter: 'country == DE' });
    expect(shown.tables.packets.cursor.at).toBe('newest');
  });

  it('takes the row that is drawn, though the engine has not answered the move yet', () => {
    const moved = press(world(), 'down');
    expect(selectedCountry(moved)?.code).toBe('US');
    expect(press(moved, 'showCountry').filter).toBe('country == US');
  });

  it('has nothing to show where no filter says it', () => {
    const nobody = afterKeys(world(), ...Array.from({ length: 12 }, () => 'down' as const));
    expect(selectedCountry(nobody)?.code).toBe('ZZ');
    expect(isUseful(nobody, 'showCountry')).toBe(false);
    expect(press(nobody, 'showCountry')).toBe(nobody);
  });

  it('hides the map and gives its rows to the table', () => {
    const state = world();
    const hidden = press(state, 'map');
    expect(layoutOf(hidden).mapRows).toBe(0);
    expect(layoutOf(hidden).tableRows).toBe(layoutOf(state).tableRows + layoutOf(state).mapRows);
    expect(layoutOf(press(hidden, 'map'))).toEqual(layoutOf(state));
    expect(isUseful({ ...state, rows: 16 }, 'map')).toBe(false);
  });

  it('asks for the span it shows, and keeps it for another input', () => {
    const recent = press(world(), 'span');
    expect(viewOf(recent).span).toBe('recent');
    expect(reduce(recent, { kind: 'opened', file: false }).world.span).toBe('recent');
    expect(viewOf(press(recent, 'span')).span).toBe('start');
  });

  it('selects the row that is clicked, below the map or without it', () => {
    for (const state of [world(), answered(press(world(), 'map'))]) {
      const { mapRows } = layoutOf(state);
      // Header, tabs, map, heading; then the third row.
      const clicked = reduce(state, { kind: 'press', row: 3 + mapRows + 2 });
      expect(clicked.tables.world.cursor).toMatchObject({ at: 3, screenRow: 2 });
      if (mapRows > 0) expect(reduce(state, { kind: 'press', row: 5 })).toBe(state);
    }
  });

  it('sorts by its columns, numbers from the top', () => {
    const columns = ['share', 'in', 'out', 'bytes', 'hosts', 'flows', 'first', 'code', 'name'];
    let state = world();
    for (const column of columns) {
      state = afterKeys(state, 'sort');
      const isText = column === 'code' || column === 'name';
      expect(viewOf(state).sort).toEqual({ column, descending: !isText });
    }
  });

  it('has columns a configuration may choose', () => {
    const read = parseConfiguration('{ "columns": { "world": ["name", "packets", "trend"] } }');
    if (!read.ok) throw new Error(read.message);
    expect(read.configuration.hidden.world).toContain('share');
    expect(read.configuration.hidden.world).not.toContain('trend');
    const wrong = parseConfiguration('{ "columns": { "world": ["nam"] } }');
    expect(wrong).toMatchObject({ ok: false });
  });
});
