import type { Cursor, OpenedEntity, Row } from '../engine/protocol.ts';
import { layoutOf } from './layout.ts';
import { isTableScreen, type State, type TableScreen, type TableState } from './state.ts';

/** Moving about in tables. Rows are named by what they are; only the engine knows what lies beyond the screen. */

/** Far enough for 'last' from anywhere. */
const aroundTheWorld = Number.MAX_SAFE_INTEGER;

export function moveCursor(state: State, by: number): State {
  if (!isTableScreen(state.screen)) return state;
  const { cursor } = state.tables[state.screen];
  if (isUnanswered(cursor)) {
    return withCursor(state, state.screen, {
      ...cursor,
      offset: cursor.offset + by,
      screenRow: onScreen(state, cursor.screenRow + by),
    });
  }
  // Nothing is newer than the newest: it goes on being followed.
  if (cursor.at === 'newest' && by > 0) return state;
  const shown = shownRows(state);
  const target = shown.selected + by;
  const row = shown.rows[target];
  if (row !== undefined) return withCursor(state, state.screen, { at: row.id, offset: 0, screenRow: target });
  const from = shown.rows[shown.selected];
  if (from === undefined) return state;
  return withCursor(state, state.screen, { at: from.id, offset: by, screenRow: onScreen(state, target) });
}

export function movePage(state: State, direction: 1 | -1): State {
  if (!isTableScreen(state.screen)) return state;
  const by = direction * Math.max(1, layoutOf(state).tableRows - 1);
  const { cursor } = state.tables[state.screen];
  if (isUnanswered(cursor)) {
    return withCursor(state, state.screen, { ...cursor, offset: cursor.offset + by });
  }
  if (cursor.at === 'newest' && direction > 0) return state;
  const shown = shownRows(state);
  const from = shown.rows[shown.selected];
  if (from === undefined) return state;
  return withCursor(state, state.screen, { at: from.id, offset: by, screenRow: shown.selected });
}

/** The answer to an earlier move is under way: the next one adds to it. */
function isUnanswered(cursor: Cursor): boolean {
  return cursor.offset !== 0;
}

function onScreen(state: State, row: number): number {
  return Math.max(0, Math.min(layoutOf(state).tableRows - 1, row));
}

export function moveToFirst(state: State): State {
  if (!isTableScreen(state.screen)) return state;
  return withCursor(state, state.screen, { at: 'first', offset: 0, screenRow: 0 });
}

/** The last row; in the packet table by number that means following what arrives. */
export function moveToLast(state: State): State {
  if (!isTableScreen(state.screen)) return state;
  const isPackets = state.screen === 'packets' && state.tables.packets.sort === undefined;
  const cursor: Cursor = isPackets
    ? { at: 'newest', offset: 0, screenRow: aroundTheWorld }
    : { at: 'first', offset: aroundTheWorld, screenRow: aroundTheWorld };
  return withCursor(state, state.screen, cursor);
}

/** A click in the table: `row` counts from its first row. */
export function selectRow(state: State, row: number): State {
  if (!isTableScreen(state.screen)) return state;
  const target = shownRows(state).rows[row];
  if (target === undefined) return state;
  return withCursor(state, state.screen, { at: target.id, offset: 0, screenRow: row });
}

/** The selected row stays selected under whatever arrives. */
export function pinSelected(state: State): State {
  return selectRow(state, shownRows(state).selected);
}

/** Opens the selected row, which stays selected under whatever arrives. */
export function openSelected(state: State): State {
  if (!isTableScreen(state.screen)) return state;
  const { rows, selected } = shownRows(state);
  const row = rows[selected];
  if (row === undefined) return state;
  const cursor = { at: row.id, offset: 0, screenRow: selected };
  const opened = withTable(state, state.screen, { ...state.tables[state.screen], open: row.id, cursor });
  return { ...opened, inspect: { ...state.inspect, field: 0, byte: 0, pane: 'tree' } };
}

/** The packets a filter lets through, the newest first in view. */
export function showFiltered(state: State, filter: string): State {
  const packets = { ...state.tables.packets, open: undefined };
  return moveToLast({ ...state, screen: 'packets', filter, tables: { ...state.tables, packets } });
}

export function openedEntity(state: State): OpenedEntity | undefined {
  const body = state.snapshot?.body;
  return (body?.screen === 'flows' || body?.screen === 'hosts') && body.screen === state.screen
    ? body.opened
    : undefined;
}

export function shownRows(state: State): { readonly rows: readonly Row[]; readonly selected: number } {
  const body = state.snapshot?.body;
  if (body === undefined || body.screen !== state.screen || !('rows' in body))
    return { rows: [], selected: -1 };
  const cursor = isTableScreen(state.screen) ? state.tables[state.screen].cursor : undefined;
  // A move within the screen shows at once, before the engine answers.
  const moved =
    cursor !== undefined && cursor.offset === 0 ? body.rows.findIndex(row => row.id === cursor.at) : -1;
  return { rows: body.rows, selected: moved >= 0 ? moved : body.position.selected };
}

export function withCursor(state: State, screen: TableScreen, cursor: Cursor): State {
  const table = state.tables[screen];
  // While something is open, it is always what is under the cursor.
  const open =
    table.open !== undefined && typeof cursor.at === 'number' && cursor.offset === 0 ? cursor.at : table.open;
  return withTable(state, screen, { ...table, cursor, open });
}

export function withTable(state: State, screen: TableScreen, table: TableState): State {
  return { ...state, tables: { ...state.tables, [screen]: table } };
}
