import { describe, expect, it } from 'vitest';
import { fakeStatus, snapshotFor } from '../testing/fake-engine.ts';
import { afterKeys, answered, startState } from '../testing/screen-states.ts';
import type { CommandName } from './keys.ts';
import { layoutOf } from './layout.ts';
import { reduce } from './reduce.ts';
import { shownRows } from './reduce-table.ts';
import type { State } from './state.ts';
import { viewOf } from './view.ts';

const size = { columns: 80, rows: 24 };
const press = (state: State, ...commands: readonly CommandName[]): State =>
  commands.reduce<State>((now, command) => reduce(now, { kind: 'command', command }), state);
const selectedId = (state: State): number | undefined => {
  const { rows, selected } = shownRows(state);
  return rows[selected]?.id;
};

describe('the cursor', () => {
  it('follows the newest until it is moved', () => {
    const start = startState(size);
    expect(selectedId(start)).toBe(500);
    const more = answered(start, { ...fakeStatus, newest: 900 });
    expect(selectedId(more)).toBe(900);
  });

  it('moves within the screen before the engine answers', () => {
    const moved = press(startState(size), 'up', 'up');
    expect(selectedId(moved)).toBe(498);
    expect(moved.tables.packets.cursor.offset).toBe(0);
  });

  it('stays with its packet when others arrive', () => {
    const moved = press(startState(size), 'up', 'up');
    const more = answered(moved, { ...fakeStatus, newest: 505 });
    expect(selectedId(more)).toBe(498);
  });

  it('goes beyond the screen by asking the engine, and adds up while no answer came', () => {
    const top = afterKeys(startState(size), ...Array<CommandName>(14).fill('up'));
    expect(selectedId(top)).toBe(486);
    const asked = press(top, 'up', 'up', 'up');
    expect(asked.tables.packets.cursor).toMatchObject({ at: 486, offset: -3, screenRow: 0 });
    const settled = answered(asked);
    expect(selectedId(settled)).toBe(483);
    expect(settled.tables.packets.cursor).toEqual({ at: 483, offset: 0, screenRow: 0 });
  });

  it('is not settled by the answer to an older view', () => {
    const asked = press(startState(size), 'pageUp');
    const old = snapshotFor({ ...viewOf(startState(size)), id: 1 });
    const later = reduce(asked, { kind: 'snapshot', snapshot: old, current: false });
    expect(later.tables.packets.cursor.offset).not.toBe(0);
    expect(selectedId(answered(later))).toBe(500 - layoutOf(later).tableRows + 1);
  });

  it('turns several pages before one answer', () => {
    const page = layoutOf(startState(size)).tableRows - 1;
    const asked = press(startState(size), 'pageUp', 'pageUp', 'pageUp');
    expect(selectedId(answered(asked))).toBe(500 - 3 * page);
  });

  it('stops at both ends', () => {
    const first = afterKeys(startState(size), 'first', 'up', 'pageUp');
    expect(selectedId(first)).toBe(101);
    const flows = afterKeys(startState(size, 'flows'), 'last', 'down', 'pageDown');
    expect(selectedId(flows)).toBe(40);
  });

  it('goes on following when there is nothing newer to go to', () => {
    const start = startState(size);
    expect(press(start, 'down', 'pageDown').tables.packets.cursor.at).toBe('newest');
  });

  it('survives a resize', () => {
    const moved = afterKeys(startState(size), 'pageUp', 'up');
    const id = selectedId(moved);
    const smaller = reduce(moved, { kind: 'resize', columns: 60, rows: 15 });
    expect(selectedId(answered(smaller))).toBe(id);
  });

  it('goes where the mouse clicks, and only there', () => {
    const clicked = reduce(startState(size), { kind: 'click', row: 3 });
    expect(selectedId(clicked)).toBe(489);
    expect(reduce(clicked, { kind: 'click', row: 400 })).toBe(clicked);
    const helping = press(clicked, 'help');
    expect(reduce(helping, { kind: 'click', row: 5 })).toBe(helping);
  });

  it('follows the wheel, and so does what lies over the table', () => {
    const start = startState(size);
    expect(selectedId(reduce(start, { kind: 'wheel', rows: -3 }))).toBe(497);
    const helping = reduce(press(start, 'help'), { kind: 'wheel', rows: 3 });
    expect(helping.help?.top).toBe(3);
    expect(selectedId(helping)).toBe(500);
    const chooser = reduce(startState(size, 'chooser'), { kind: 'wheel', rows: 3 });
    expect(chooser.chooser.selected).toBe(3);
  });
});

describe('an opened flow', () => {
  it('is always the one under the cursor, also beyond the screen', () => {
    const opened = afterKeys(startState(size, 'flows'), 'open', 'pageDown', 'down', 'pageDown');
    expect(opened.tables.flows.open).toBe(selectedId(opened));
    expect(opened.tables.flows.open).toBeGreaterThan(5);
  });

  it('leads to its packets', () => {
    const opened = afterKeys(startState(size, 'flows'), 'down', 'open', 'showPackets');
    expect(opened).toMatchObject({ screen: 'packets', filter: 'flow == 2' });
    expect(opened.tables.packets.cursor.at).toBe('newest');
  });
});

describe('pause', () => {
  it('freezes at the newest packet and lets go again', () => {
    const paused = answered(press(startState(size), 'pause'), { ...fakeStatus, newest: 700 });
    expect(paused.frozenAt).toBe(500);
    expect(selectedId(paused)).toBe(500);
    expect(answered(press(paused, 'pause'), { ...fakeStatus, newest: 700 }).frozenAt).toBeUndefined();
  });

  it('waits for the first answer', () => {
    const start = { ...startState(size), snapshot: undefined };
    expect(press(start, 'pause').frozenAt).toBeUndefined();
  });
});

describe('sorting', () => {
  it('goes through the columns and back to the order of arrival', () => {
    const seen: (string | undefined)[] = [];
    let state = startState(size);
    for (let step = 0; step < 7; step += 1) {
      state = afterKeys(state, 'sort');
      seen.push(state.tables.packets.sort?.column);
    }
    expect(seen).toEqual(['time', 'source', 'destination', 'protocol', 'length', 'odd', undefined]);
    expect(state.tables.packets.cursor.at).toBe('newest');
  });

  it('shows numbers from the top, and turns round', () => {
    const byLength = afterKeys(startState(size), 'sort', 'sort', 'sort', 'sort', 'sort');
    expect(byLength.tables.packets.sort).toEqual({ column: 'length', descending: true });
    expect(afterKeys(byLength, 'reverse').tables.packets.sort?.descending).toBe(false);
  });

  it('never stops sorting flows, and passes over hidden columns', () => {
    const hidden = { ...startState(size, 'flows') };
    const flows = { ...hidden.tables.flows, hidden: ['source', 'protocol'] };
    let state: State = { ...hidden, tables: { ...hidden.tables, flows } };
    const seen = Array.from({ length: 12 }, () => {
      state = afterKeys(state, 'sort');
      return state.tables.flows.sort?.column;
    });
    expect(seen).not.toContain('source');
    expect(seen).not.toContain(undefined);
  });
});

describe('esc', () => {
  it('closes, then clears the filter, then follows', () => {
    const filtered = afterKeys(startState(size), { kind: 'filter', text: 'tcp' }, 'up', 'open');
    const closed = afterKeys(filtered, 'back');
    expect(closed.tables.packets.open).toBeUndefined();
    expect(closed.filter).toBe('tcp');
    const cleared = afterKeys(closed, 'back');
    expect(cleared.filter).toBe('');
    expect(cleared.tables.packets.cursor.at).not.toBe('newest');
    expect(afterKeys(cleared, 'back').tables.packets.cursor.at).toBe('newest');
  });
});

describe('marks', () => {
  it('come and go with the selected packet', () => {
    const marked = afterKeys(startState(size), 'up', 'mark', 'up', 'mark');
    expect([...marked.marks]).toEqual([499, 498]);
    expect([...afterKeys(marked, 'mark').marks]).toEqual([499]);
  });
});
