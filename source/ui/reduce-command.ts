import {
  flowColumns,
  hostColumns,
  type PlaySpeed,
  packetColumns,
  type ScreenName,
} from '../engine/protocol.ts';
import type { CommandName } from './keys.ts';
import { reduceInspect } from './reduce-inspect.ts';
import { moveCursor, movePage, moveToFirst, moveToLast, shownRows, withTable } from './reduce-table.ts';
import { isTableScreen, type Prompt, type State } from './state.ts';
import { conversationLines } from './view.ts';

const screens: readonly ScreenName[] = ['packets', 'flows', 'hosts', 'engine'];
const speeds: readonly PlaySpeed[] = [1, 10, 'max'];

export function reduceCommand(state: State, command: CommandName): State {
  if (state.help) return reduceHelp(state, command);
  if (state.conversation && state.screen === 'packets') return reduceConversation(state, command);
  if (state.screen === 'chooser') return reduceChooser(state, command);
  if (state.screen === 'packets' && state.tables.packets.open !== undefined) {
    const inspected = reduceInspect(state, command);
    if (inspected !== undefined) return inspected;
  }
  return reduceTable(state, command);
}

function reduceTable(state: State, command: CommandName): State {
  switch (command) {
    case 'packets':
    case 'flows':
    case 'hosts':
    case 'engine':
      return { ...state, screen: command };
    case 'nextScreen':
      return { ...state, screen: neighbour(state.screen, 1) };
    case 'previousScreen':
      return { ...state, screen: neighbour(state.screen, -1) };
    case 'interface':
      return { ...state, screen: 'chooser' };
    case 'help':
      return { ...state, help: { top: 0 } };
    case 'redraw':
      return { ...state, redraws: state.redraws + 1 };
    case 'filter':
      return { ...state, prompt: promptFor('filter', state.filter) };
    case 'find':
      return { ...state, prompt: promptFor('find', state.find?.text ?? '') };
    case 'goTo':
      return { ...state, prompt: promptFor('goTo', '') };
    case 'export':
      return { ...state, prompt: promptFor('export', 'oddwire.pcapng') };
    case 'findNext':
    case 'findPrevious':
      return findAgain(state, command === 'findPrevious');
    case 'clearFilter':
      return { ...state, filter: '' };
    case 'pause':
      return togglePause(state);
    case 'speed':
      return nextSpeed(state);
    case 'mark':
      return toggleMark(state);
    case 'back':
      return goBack(state);
    case 'conversation':
      return followConversation(state);
    default:
      return reduceRows(state, command);
  }
}

function reduceRows(state: State, command: CommandName): State {
  switch (command) {
    case 'up':
      return moveCursor(state, -1);
    case 'down':
      return moveCursor(state, 1);
    case 'pageUp':
      return movePage(state, -1);
    case 'pageDown':
      return movePage(state, 1);
    case 'first':
      return moveToFirst(state);
    case 'last':
    case 'follow':
      return moveToLast(state);
    case 'open':
      return openSelected(state);
    case 'sort':
      return nextSort(state);
    case 'reverse':
      return reverseSort(state);
    default:
      return state;
  }
}

function neighbour(screen: ScreenName, step: 1 | -1): ScreenName {
  const at = screens.indexOf(screen);
  return screens[(at + step + screens.length) % screens.length] ?? 'packets';
}

export function promptFor(kind: Prompt['kind'], text: string): Prompt {
  return {
    kind,
    text,
    cursor: [...text].length,
    before: text,
    history: -1,
    format: 'pcapng',
    confirm: false,
  };
}

function togglePause(state: State): State {
  const newest = state.snapshot?.status.newest;
  if (state.frozenAt !== undefined) return { ...state, frozenAt: undefined };
  return newest === undefined ? state : { ...state, frozenAt: newest };
}

function nextSpeed(state: State): State {
  if (state.playing === undefined) return state;
  const at = speeds.indexOf(state.playing.speed);
  return { ...state, playing: { ...state.playing, speed: speeds[(at + 1) % speeds.length] ?? 1 } };
}

function toggleMark(state: State): State {
  const { rows, selected } = shownRows(state);
  const row = rows[selected];
  if (row === undefined || state.screen !== 'packets') return state;
  const marks = new Set(state.marks);
  if (!marks.delete(row.id)) marks.add(row.id);
  return { ...state, marks };
}

/** Esc closes the innermost thing; with nothing open it clears the filter, then follows again. */
function goBack(state: State): State {
  if (!isTableScreen(state.screen)) return state;
  const table = state.tables[state.screen];
  if (table.open !== undefined) {
    const closed = withTable(state, state.screen, { ...table, open: undefined });
    return { ...closed, inspect: { ...state.inspect, zoomed: false } };
  }
  if (state.filter !== '') return { ...state, filter: '' };
  return moveToLast(state);
}

function openSelected(state: State): State {
  if (!isTableScreen(state.screen)) return state;
  const { rows, selected } = shownRows(state);
  const row = rows[selected];
  if (row === undefined) return state;
  const cursor = { at: row.id, offset: 0, screenRow: selected };
  const opened = withTable(state, state.screen, { ...state.tables[state.screen], open: row.id, cursor });
  return { ...opened, inspect: { ...state.inspect, field: 0, byte: 0, pane: 'tree' } };
}

function followConversation(state: State): State {
  if (state.screen !== 'packets') return state;
  const opened = state.tables.packets.open === undefined ? openSelected(state) : state;
  return opened.tables.packets.open === undefined
    ? state
    : { ...opened, conversation: { form: 'text', top: 0 } };
}

/** Sortable columns in the order `s` goes through them; packets begin and end with their own order. */
const sortColumns: Readonly<Record<'packets' | 'flows' | 'hosts', readonly string[]>> = {
  packets: packetColumns.filter(column => column !== 'no' && column !== 'info' && column !== 'country'),
  flows: flowColumns,
  hosts: hostColumns,
};

function nextSort(state: State): State {
  if (!isTableScreen(state.screen)) return state;
  const table = state.tables[state.screen];
  const columns = sortColumns[state.screen].filter(column => !table.hidden.includes(column));
  const at = table.sort === undefined ? -1 : columns.indexOf(table.sort.column);
  const column = columns[at + 1] ?? (state.screen === 'packets' ? undefined : columns[0]);
  const sort = column === undefined ? undefined : { column, descending: isNumeric(column) };
  const next = withTable(state, state.screen, { ...table, sort });
  return sort === undefined ? moveToLast(next) : moveToFirst(next);
}

/** Numbers are most interesting from the top. */
function isNumeric(column: string): boolean {
  return ['length', 'packets', 'bytes', 'rate', 'duration', 'last', 'flows', 'ports', 'in', 'out'].includes(
    column,
  );
}

function reverseSort(state: State): State {
  if (!isTableScreen(state.screen)) return state;
  const table = state.tables[state.screen];
  if (table.sort === undefined) return state;
  const sort = { ...table.sort, descending: !table.sort.descending };
  return moveToFirst(withTable(state, state.screen, { ...table, sort }));
}

function findAgain(state: State, backwards: boolean): State {
  const text = state.find?.text ?? '';
  return text === '' ? state : { ...state, find: { text, backwards, id: (state.find?.id ?? 0) + 1 } };
}

function reduceHelp(state: State, command: CommandName): State {
  const top = state.help?.top ?? 0;
  const page = Math.max(1, state.rows - 4);
  switch (command) {
    case 'up':
      return { ...state, help: { top: Math.max(0, top - 1) } };
    case 'down':
      return { ...state, help: { top: top + 1 } };
    case 'pageUp':
      return { ...state, help: { top: Math.max(0, top - page) } };
    case 'pageDown':
      return { ...state, help: { top: top + page } };
    case 'first':
      return { ...state, help: { top: 0 } };
    case 'redraw':
      return { ...state, redraws: state.redraws + 1 };
    case 'help':
    case 'back':
      return { ...state, help: undefined };
    default:
      return state;
  }
}

function reduceConversation(state: State, command: CommandName): State {
  const { conversation } = state;
  if (conversation === undefined) return state;
  const page = conversationLines(state);
  const body = state.snapshot?.body;
  const total = body?.screen === 'packets' ? (body.conversation?.totalLines ?? 0) : 0;
  const scroll = (top: number): State => ({
    ...state,
    conversation: { ...conversation, top: Math.max(0, Math.min(top, total - page)) },
  });
  switch (command) {
    case 'up':
      return scroll(conversation.top - 1);
    case 'down':
      return scroll(conversation.top + 1);
    case 'pageUp':
      return scroll(conversation.top - page);
    case 'pageDown':
      return scroll(conversation.top + page);
    case 'first':
      return scroll(0);
    case 'last':
      return scroll(total);
    case 'toggleForm':
      return { ...state, conversation: { form: conversation.form === 'text' ? 'hex' : 'text', top: 0 } };
    case 'back':
      return { ...state, conversation: undefined };
    case 'help':
      return { ...state, help: { top: 0 } };
    case 'redraw':
      return { ...state, redraws: state.redraws + 1 };
    default:
      return state;
  }
}

/** Below the interfaces stand "open a capture file" and "demo". */
export const chooserExtras = 2;

function reduceChooser(state: State, command: CommandName): State {
  const body = state.snapshot?.body;
  const count = (body?.screen === 'chooser' ? body.interfaces.length : 0) + chooserExtras;
  const select = (selected: number): State => ({
    ...state,
    chooser: { selected: Math.max(0, Math.min(count - 1, selected)) },
  });
  switch (command) {
    case 'up':
      return select(state.chooser.selected - 1);
    case 'down':
      return select(state.chooser.selected + 1);
    case 'first':
      return select(0);
    case 'last':
      return select(count - 1);
    case 'help':
      return { ...state, help: { top: 0 } };
    case 'redraw':
      return { ...state, redraws: state.redraws + 1 };
    case 'back':
      // Back to what is being watched, if anything is.
      return state.snapshot?.status.state === 'waiting' ? state : { ...state, screen: 'packets' };
    default:
      return state;
  }
}
