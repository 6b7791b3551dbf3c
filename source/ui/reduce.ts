import type { Snapshot } from '../engine/protocol.ts';
import type { Action } from './actions.ts';
import { layoutOf, tableRowAt } from './layout.ts';
import { keepChosen } from './reduce-chooser.ts';
import { reduceCommand } from './reduce-command.ts';
import { carryField } from './reduce-inspect.ts';
import { withNews } from './reduce-odd.ts';
import { reduceEdit, withCompletion } from './reduce-prompt.ts';
import { moveCursor, pinSelected, selectRow, withCursor } from './reduce-table.ts';
import { initialState, isTableScreen, type State } from './state.ts';

/** The screen after something happened. Pure: everything that reaches outside is done by `App`. */
export function reduce(state: State, action: Action): State {
  switch (action.kind) {
    case 'command':
      return reduceCommand(withoutChatter(state), action.command);
    case 'edit':
      return reduceEdit(state, action.key, action.text);
    case 'completed':
      return withCompletion(state, action);
    case 'prompt':
      return { ...state, prompt: action.prompt };
    case 'closePrompt':
      return { ...state, prompt: undefined };
    case 'snapshot':
      return takeSnapshot(state, action.snapshot, action.current);
    case 'resize':
      return state.columns === action.columns && state.rows === action.rows
        ? state
        : { ...state, columns: action.columns, rows: action.rows };
    case 'message':
      return { ...state, message: action.message };
    case 'expire':
      return state.message?.until === action.until ? { ...state, message: undefined } : state;
    case 'flashed':
      return state.odd.flash === action.incident
        ? { ...state, odd: { ...state.odd, flash: undefined } }
        : state;
    case 'export':
      return { ...state, exporting: action.progress.done ? undefined : action.progress };
    case 'lost':
      return { ...state, lost: action.reason };
    case 'click':
      return isCovered(state) ? state : selectRow(state, action.row);
    case 'press':
      return reduce(state, { kind: 'click', row: tableRowAt(state, action.row) });
    case 'pin':
      return pinSelected(state);
    case 'wheel':
      return turnWheel(state, action.rows);
    case 'filter':
      return {
        ...state,
        filter: action.text,
        filterHistory: remembered(state.filterHistory, action.text),
        prompt: undefined,
      };
    case 'screen':
      return { ...state, screen: action.screen };
    case 'select':
      return selectNumber(state, action.number);
    case 'find':
      return { ...state, find: { text: action.text, backwards: false, id: (state.find?.id ?? 0) + 1 } };
    case 'opened':
      return opened(state, action.file);
    default:
      return state;
  }
}

/** What was said in passing goes with the next key; warnings and errors stay their time. */
function withoutChatter(state: State): State {
  return state.message?.severity === 'info' ? { ...state, message: undefined } : state;
}

/** Something lies over the table, so that nobody points at its rows. */
function isCovered(state: State): boolean {
  return state.help !== undefined || state.conversation !== undefined || state.columnMenu !== undefined;
}

/** Tables follow the wheel wherever it is turned; everything else scrolls as with the arrow keys. */
function turnWheel(state: State, rows: number): State {
  const isIncident = state.screen === 'odd' && state.tables.odd.open !== undefined;
  if (isTableScreen(state.screen) && !isCovered(state) && !isIncident) return moveCursor(state, rows);
  let next = state;
  for (let row = 0; row < Math.abs(rows); row += 1) next = reduceCommand(next, rows < 0 ? 'up' : 'down');
  return next;
}

/** Another input: the filter stays, everything about packets that are gone does not. */
function opened(state: State, file: boolean): State {
  const fresh = initialState({
    columns: state.columns,
    rows: state.rows,
    screen: 'packets',
    filter: state.filter,
    filterHistory: state.filterHistory,
    playing: file ? { speed: 1, running: true } : undefined,
    canRestart: state.canRestart,
    exportFolder: state.exportFolder,
    // Which columns somebody wants to see has nothing to do with the input.
    hidden: {
      packets: state.tables.packets.hidden,
      flows: state.tables.flows.hidden,
      hosts: state.tables.hosts.hidden,
      world: state.tables.world.hidden,
      odd: state.tables.odd.hidden,
    },
  });
  return { ...fresh, world: state.world, chart: state.chart, message: state.message, redraws: state.redraws };
}

/** Rows named in a snapshot become what the cursor stands on, so that the next move starts from there. */
function takeSnapshot(state: State, snapshot: Snapshot, current: boolean): State {
  const { screen } = state;
  const { body } = snapshot;
  const next = { ...state, snapshot, odd: withNews(state, snapshot) };
  if (body.screen === 'chooser') {
    return { ...next, chooser: { selected: keepChosen(state.snapshot, body, state.chooser.selected) } };
  }
  if (!isTableScreen(screen) || body.screen !== screen) return next;
  const inspect = carryField(state, next);
  const shown = inspect === state.inspect ? next : { ...next, inspect };
  const { cursor } = state.tables[screen];
  const settled = cursor.offset !== 0 && current;
  const row = body.rows[body.position.selected];
  if (!settled || row === undefined) return shown;
  return withCursor(shown, screen, { at: row.id, offset: 0, screenRow: body.position.selected });
}

function remembered(history: readonly string[], text: string): readonly string[] {
  return text === '' ? history : [text, ...history.filter(one => one !== text)];
}

function selectNumber(state: State, number: number): State {
  const { packets } = state.tables;
  const open = packets.open === undefined ? undefined : number;
  const screenRow = Math.floor(layoutOf(state).tableRows / 2);
  const cursor = { at: number, offset: 0, screenRow };
  return { ...state, screen: 'packets', tables: { ...state.tables, packets: { ...packets, cursor, open } } };
}
