import type { FieldRow } from '../engine/protocol.ts';
import { fieldOfByte, fieldPath, hasChildren, isFolded, shownField, visibleFields } from './field-tree.ts';
import type { CommandName } from './keys.ts';
import { withTable } from './reduce-table.ts';
import type { InspectState, State } from './state.ts';

const pageFields = 10;
const bytesPerRow = 16;

/** What keys do to the opened packet; undefined for keys that mean something else there. */
export function reduceInspect(state: State, command: CommandName): State | undefined {
  const { inspect } = state;
  switch (command) {
    case 'up':
      return move(state, -1);
    case 'down':
      return move(state, 1);
    case 'pageUp':
      return move(state, -pageFields);
    case 'pageDown':
      return move(state, pageFields);
    case 'first':
      return move(state, Number.NEGATIVE_INFINITY);
    case 'last':
      return move(state, Number.POSITIVE_INFINITY);
    case 'switchPane':
      return { ...state, inspect: { ...inspect, pane: inspect.pane === 'tree' ? 'hex' : 'tree' } };
    case 'expand':
      return inspect.pane === 'hex' ? moveByte(state, 1) : fold(state, false);
    case 'collapse':
      return inspect.pane === 'hex' ? moveByte(state, -1) : fold(state, true);
    case 'toggleField':
      return toggleFold(state);
    case 'nextPacket':
      return openNumber(state, openedPacket(state)?.next);
    case 'previousPacket':
      return openNumber(state, openedPacket(state)?.previous);
    case 'zoom':
      return { ...state, inspect: { ...inspect, zoomed: !inspect.zoomed } };
    default:
      return undefined;
  }
}

/** The opened packet as received; undefined until its answer came, and when it is evicted. */
export function openedPacket(state: State) {
  const body = state.snapshot?.body;
  return body?.screen === 'packets' ? body.opened : undefined;
}

/** The field the tree shows as selected. */
export function selectedField(state: State): FieldRow | undefined {
  const tree = openedPacket(state)?.tree ?? [];
  const { field, folds, pane } = state.inspect;
  return tree[pane === 'hex' ? field : shownField(visibleFields(tree, folds), field)];
}

function move(state: State, by: number): State {
  if (state.inspect.pane === 'hex')
    return moveByte(state, Math.abs(by) === Number.POSITIVE_INFINITY ? by : by * bytesPerRow);
  const tree = openedPacket(state)?.tree ?? [];
  const visible = visibleFields(tree, state.inspect.folds);
  const at = visible.indexOf(shownField(visible, state.inspect.field));
  const field = visible[Math.max(0, Math.min(visible.length - 1, at + by))] ?? 0;
  return withField(state, field);
}

function withField(state: State, field: number): State {
  const start = openedPacket(state)?.tree[field]?.start ?? 0;
  return { ...state, inspect: { ...state.inspect, field, byte: start } };
}

function moveByte(state: State, by: number): State {
  const opened = openedPacket(state);
  if (opened === undefined || opened.hex === '') return state;
  const last = opened.hex.length / 2 - 1;
  const byte = Math.max(0, Math.min(last, state.inspect.byte + by));
  const field = fieldOfByte(opened.tree, byte);
  return { ...state, inspect: { ...state.inspect, byte, field: field < 0 ? state.inspect.field : field } };
}

function fold(state: State, hide: boolean): State {
  const { inspect } = state;
  const tree = openedPacket(state)?.tree ?? [];
  const { folds } = inspect;
  const field = shownField(visibleFields(tree, folds), inspect.field);
  if (hasChildren(tree, field) && isFolded(tree, field, folds) !== hide) {
    const changed = new Map(folds).set(fieldPath(tree, field), hide);
    return { ...state, inspect: { ...inspect, folds: changed, field } };
  }
  if (!hide) return state;
  // Nothing to fold here: go to what holds this field.
  const depth = tree[field]?.depth ?? 0;
  for (let at = field - 1; at >= 0; at -= 1) {
    if ((tree[at]?.depth ?? 0) < depth) return withField(state, at);
  }
  return state;
}

function toggleFold(state: State): State {
  const tree = openedPacket(state)?.tree ?? [];
  const { folds, field, pane } = state.inspect;
  if (pane === 'hex') return state;
  const shown = shownField(visibleFields(tree, folds), field);
  return hasChildren(tree, shown) ? fold(state, !isFolded(tree, shown, folds)) : state;
}

function openNumber(state: State, number: number | undefined): State {
  if (number === undefined) return state;
  const { packets } = state.tables;
  const cursor = { at: number, offset: 0, screenRow: packets.cursor.screenRow };
  return withTable(state, 'packets', { ...packets, open: number, cursor });
}

/** The same field of another packet is selected again, wherever it stands there. */
export function carryField(before: State, after: State): InspectState {
  const { inspect } = before;
  const old = openedPacket(before);
  const now = openedPacket(after);
  if (now === undefined || old === undefined || old.number === now.number) return inspect;
  const path = fieldPath(old.tree, inspect.field);
  const found = now.tree.findIndex(
    (field, index) => field.depth === old.tree[inspect.field]?.depth && fieldPath(now.tree, index) === path,
  );
  const field = Math.max(0, found);
  return { ...inspect, field, byte: now.tree[field]?.start ?? 0 };
}
