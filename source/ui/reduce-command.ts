import { join } from 'node:path';
import type { PlaySpeed, ScreenName } from '../engine/protocol.ts';
import { helpTop } from './help-lines.ts';
import type { CommandName } from './keys.ts';
import { promptFor } from './prompts.ts';
import { reduceChooser } from './reduce-chooser.ts';
import { followConversation, reduceConversation } from './reduce-conversation.ts';
import { reduceEngine } from './reduce-engine.ts';
import { reduceInspect } from './reduce-inspect.ts';
import { backToIncident, reduceOdd } from './reduce-odd.ts';
import { reduceColumnMenu, reduceHelp } from './reduce-overlay.ts';
import { nextSort, reverseSort } from './reduce-sort.ts';
import {
  moveCursor,
  movePage,
  moveToFirst,
  moveToLast,
  openedEntity,
  openSelected,
  showFiltered,
  shownRows,
  withTable,
} from './reduce-table.ts';
import { reduceWorld } from './reduce-world.ts';
import { isTableScreen, type State } from './state.ts';

const screens: readonly ScreenName[] = ['packets', 'flows', 'hosts', 'world', 'odd', 'engine'];
const speeds: readonly PlaySpeed[] = [1, 10, 'max'];

/** The screen after a key: what lies on top takes it first. */
export function reduceCommand(state: State, command: CommandName): State {
  if (command === 'redraw') return { ...state, redraws: state.redraws + 1 };
  if (command === 'help')
    return { ...state, help: state.help === undefined ? { top: helpTop(state) } : undefined };
  if (state.help) return reduceHelp(state, command);
  if (state.screen === 'chooser') return reduceChooser(state, command);
  if (state.columnMenu) return reduceColumnMenu(state, command);
  if (state.conversation && state.screen === 'packets') return reduceConversation(state, command);
  if (state.screen === 'packets' && state.tables.packets.open !== undefined) {
    const inspected = reduceInspect(state, command);
    if (inspected !== undefined) return inspected;
  }
  if (state.screen === 'engine') {
    const scrolled = reduceEngine(state, command);
    if (scrolled !== undefined) return scrolled;
  }
  if (state.screen === 'world') {
    const next = reduceWorld(state, command);
    if (next !== undefined) return next;
  }
  if (state.screen === 'odd') {
    const next = reduceOdd(state, command);
    if (next !== undefined) return next;
  }
  return reduceMain(state, command);
}

function reduceMain(state: State, command: CommandName): State {
  switch (command) {
    case 'packets':
    case 'flows':
    case 'hosts':
    case 'world':
    case 'odd':
    case 'engine':
      return goTo(state, command);
    case 'nextScreen':
      return goTo(state, neighbour(state.screen, 1));
    case 'previousScreen':
      return goTo(state, neighbour(state.screen, -1));
    case 'interface':
      return { ...state, screen: 'chooser' };
    case 'filter':
      return { ...state, prompt: promptFor('filter', state.filter) };
    case 'find':
      return { ...state, prompt: promptFor('find', state.find?.text ?? '') };
    case 'goTo':
      return { ...state, prompt: promptFor('goTo', '') };
    case 'export':
      return { ...state, prompt: promptFor('export', join(state.exportFolder, 'oddwire.pcapng')) };
    case 'findNext':
    case 'findPrevious':
      return findAgain(state, command === 'findPrevious');
    case 'clearFilter':
      return { ...state, filter: '' };
    case 'pause':
      return togglePause(state);
    case 'chart':
      return { ...state, chart: state.chart === 'oddness' ? 'rate' : 'oddness' };
    case 'speed':
      return nextSpeed(state);
    default:
      return isTableScreen(state.screen) ? reduceRows(state, command) : state;
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
    case 'columns':
      return { ...state, columnMenu: { selected: 0 } };
    case 'mark':
      return toggleMark(state);
    case 'back':
      return goBack(state);
    case 'conversation':
      return followConversation(state);
    case 'showPackets':
      return showPackets(state);
    default:
      return state;
  }
}

/** Whoever goes elsewhere does not want to come back by Esc. */
function goTo(state: State, screen: ScreenName): State {
  return { ...state, screen, odd: { ...state.odd, origin: undefined } };
}

function neighbour(screen: ScreenName, step: 1 | -1): ScreenName {
  const at = screens.indexOf(screen);
  return screens[(at + step + screens.length) % screens.length] ?? 'packets';
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

/** Esc closes the innermost thing; with nothing open it clears the filter, then packets are followed again. */
function goBack(state: State): State {
  if (!isTableScreen(state.screen)) return state;
  const table = state.tables[state.screen];
  if (table.open !== undefined) {
    const closed = withTable(state, state.screen, { ...table, open: undefined });
    return { ...closed, inspect: { ...state.inspect, zoomed: false } };
  }
  const origin = backToIncident(state);
  if (origin !== undefined) return origin;
  if (state.filter !== '') return { ...state, filter: '' };
  return state.screen === 'packets' ? moveToLast(state) : state;
}

/** From an opened flow or host to the packets it is made of, the newest first in view. */
function showPackets(state: State): State {
  const entity = openedEntity(state);
  return entity === undefined ? state : showFiltered(state, entity.filter);
}

function findAgain(state: State, backwards: boolean): State {
  const text = state.find?.text ?? '';
  return text === '' ? state : { ...state, find: { text, backwards, id: (state.find?.id ?? 0) + 1 } };
}
