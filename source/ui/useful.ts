import { hasChildren, shownField, visibleFields } from './field-tree.ts';
import type { CommandName } from './keys.ts';
import { hasRoomForMap, layoutOf } from './layout.ts';
import { isSomethingWatched } from './reduce-chooser.ts';
import { openedPacket, selectedField } from './reduce-inspect.ts';
import { openedIncident, selectedIncident } from './reduce-odd.ts';
import { openedEntity, shownRows } from './reduce-table.ts';
import { selectedCountry } from './reduce-world.ts';
import { isTableScreen, type State } from './state.ts';
import { conversationLines } from './view.ts';

/** What needs no engine: the last it said can still be looked at. */
const worksAlone: ReadonlySet<CommandName> = new Set<CommandName>([
  'back',
  'help',
  'quit',
  'columns',
  'toggleColumn',
  'switchPane',
  'toggleField',
  'zoom',
  'map',
  'copyHex',
  'copyText',
  'scrollLeft',
  'scrollRight',
]);

/** Whether a key would do what it says now: the footer offers no other. */
export function isUseful(state: State, command: CommandName): boolean {
  if (command === 'restart') return state.lost !== undefined && state.canRestart;
  if (state.lost !== undefined && !worksAlone.has(command)) return false;
  switch (command) {
    case 'pause':
      return state.snapshot !== undefined && (state.frozenAt !== undefined || !hasEnded(state));
    case 'open':
      return state.screen === 'chooser' || hasRows(state);
    case 'mark':
    case 'conversation':
      return hasRows(state);
    case 'reverse':
      return isTableScreen(state.screen) && state.tables[state.screen].sort !== undefined;
    case 'findNext':
    case 'findPrevious':
      return state.find !== undefined && state.find.text !== '';
    case 'clearFilter':
      return state.filter !== '';
    case 'nextPacket':
      return openedPacket(state)?.next !== undefined;
    case 'previousPacket':
      return openedPacket(state)?.previous !== undefined;
    case 'toggleField':
      return canFold(state);
    case 'filterValue':
      return selectedField(state)?.filter !== undefined;
    case 'copyHex':
      return (selectedField(state)?.length ?? 0) > 0;
    case 'copyText':
      return selectedField(state) !== undefined;
    case 'showCountry':
      return (selectedCountry(state)?.filter ?? '') !== '';
    case 'map':
      return hasRoomForMap(state);
    case 'showPackets':
      return state.screen === 'odd'
        ? (selectedIncident(state)?.filter ?? '') !== ''
        : openedEntity(state) !== undefined;
    case 'showPacket':
      return (openedIncident(state)?.packets.length ?? 0) > 0;
    case 'export':
      return state.screen !== 'odd' || (selectedIncident(state)?.filter ?? '') !== '';
    case 'normal':
      return selectedIncident(state) !== undefined;
    case 'chart':
      return layoutOf(state).chartRows > 0 && state.snapshot?.status.learning.phase !== 'off';
    case 'speed':
      return state.playing !== undefined && !hasEnded(state);
    case 'scrollRight':
      return reachesBeyond(state);
    case 'scrollLeft':
      return (state.conversation?.left ?? 0) > 0;
    case 'back':
      return canGoBack(state);
    default:
      return true;
  }
}

/** Why a key does nothing now, where somebody might wonder. */
export function refusalOf(state: State, command: CommandName): string | undefined {
  const isCovered = state.help !== undefined || state.conversation !== undefined;
  if (isCovered || state.lost !== undefined) return undefined;
  if (command === 'pause' && state.frozenAt === undefined && hasEnded(state))
    return `${state.playing === undefined ? 'the capture' : 'the recording'} has ended: nothing moves any more`;
  if (command === 'chart' && layoutOf(state).chartRows === 0)
    return 'no room for the chart here: it stands above packets, flows and hosts';
  return undefined;
}

/** Nothing more can come. */
function hasEnded({ snapshot }: State): boolean {
  return snapshot?.status.state === 'ended';
}

function hasRows(state: State): boolean {
  return shownRows(state).selected >= 0;
}

function canFold(state: State): boolean {
  const tree = openedPacket(state)?.tree ?? [];
  const { pane, field, folds } = state.inspect;
  return pane === 'tree' && hasChildren(tree, shownField(visibleFields(tree, folds), field));
}

/** A line of the conversation is longer than the screen is wide. */
export function reachesBeyond(state: State): boolean {
  const body = state.snapshot?.body;
  const lines = body?.screen === 'packets' ? (body.conversation?.lines ?? []) : [];
  const seen = state.columns - conversationGutter + (state.conversation?.left ?? 0);
  return lines.slice(0, conversationLines(state)).some(line => line.text.length > seen);
}

/** Cells before the text of a conversation: the sign of its direction. */
export const conversationGutter = 4;

function canGoBack(state: State): boolean {
  if (state.help || state.conversation || state.columnMenu) return true;
  if (state.screen === 'chooser') return isSomethingWatched(state);
  if (!isTableScreen(state.screen)) return false;
  const { open, cursor } = state.tables[state.screen];
  if (open !== undefined) return true;
  if (state.lost !== undefined) return false;
  if (state.filter !== '') return true;
  return state.screen === 'packets' && cursor.at !== 'newest';
}
