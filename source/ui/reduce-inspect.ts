import type { FieldRow } from '../engine/protocol.ts';
import type { CommandName } from './keys.ts';
import { withTable } from './reduce-table.ts';
import type { State } from './state.ts';

/** What keys do to the opened packet; undefined for keys that mean something else there. */
export function reduceInspect(state: State, command: CommandName): State | undefined {
  const { inspect } = state;
  switch (command) {
    case 'up':
      return move(state, -1);
    case 'down':
      return move(state, 1);
    case 'pageUp':
      return move(state, -10);
    case 'pageDown':
      return move(state, 10);
    case 'first':
      return move(state, Number.NEGATIVE_INFINITY);
    case 'last':
      return move(state, Number.POSITIVE_INFINITY);
    case 'switchPane':
      return { ...state, inspect: { ...inspect, pane: inspect.pane === 'tree' ? 'hex' : 'tree' } };
    case 'expand':
      return inspect.pane === 'hex' ? moveByte(state, 1) : setCollapsed(state, false);
    case 'collapse':
      return inspect.pane === 'hex' ? moveByte(state, -1) : setCollapsed(state, true);
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

export function openedPacket(state: State) {
  const body = state.snapshot?.body;
  return body?.screen === 'packets' ? body.opened : undefined;
}

/** Name of a field that stays the same from packet to packet: the labels that lead to it. */
export function fieldPath(tree: readonly FieldRow[], index: number): string {
  const labels: string[] = [];
  let depth = Number.POSITIVE_INFINITY;
  for (let at = index; at >= 0; at -= 1) {
    const field = tree[at];
    if (field === undefined || field.depth >= depth) continue;
    depth = field.depth;
    // Headings carry addresses and numbers behind a comma: the part before it is what stays.
    labels.unshift(field.label.split(',')[0] ?? '');
    if (depth === 0) break;
  }
  return labels.join('/');
}

/** Indexes of the fields not hidden inside a collapsed one. */
export function visibleFields(tree: readonly FieldRow[], collapsed: ReadonlySet<string>): number[] {
  const visible: number[] = [];
  let hiddenBelow = Number.POSITIVE_INFINITY;
  for (const [index, field] of tree.entries()) {
    if (field.depth > hiddenBelow) continue;
    hiddenBelow = Number.POSITIVE_INFINITY;
    visible.push(index);
    if (hasChildren(tree, index) && collapsed.has(fieldPath(tree, index))) hiddenBelow = field.depth;
  }
  return visible;
}

export function hasChildren(tree: readonly FieldRow[], index: number): boolean {
  return (tree[index + 1]?.depth ?? -1) > (tree[index]?.depth ?? 0);
}

/** The innermost field that covers byte `at`. */
export function fieldOfByte(tree: readonly FieldRow[], at: number): number {
  let best = -1;
  for (const [index, field] of tree.entries()) {
    if (at < field.start || at >= field.start + field.length) continue;
    const known = tree[best];
    if (known === undefined || field.depth > known.depth || field.length <= known.length) best = index;
  }
  return best;
}

function move(state: State, by: number): State {
  if (state.inspect.pane === 'hex')
    return moveByte(state, Math.abs(by) === Number.POSITIVE_INFINITY ? by : by * 16);
  const tree = openedPacket(state)?.tree ?? [];
  const visible = visibleFields(tree, state.inspect.collapsed);
  const at = Math.max(0, visible.indexOf(state.inspect.field));
  const field = visible[Math.max(0, Math.min(visible.length - 1, at + by))] ?? 0;
  return { ...state, inspect: { ...state.inspect, field, byte: tree[field]?.start ?? 0 } };
}

function moveByte(state: State, by: number): State {
  const opened = openedPacket(state);
  if (opened === undefined) return state;
  const last = opened.hex.length / 2 - 1;
  const byte = Math.max(0, Math.min(last, state.inspect.byte + by));
  const field = fieldOfByte(opened.tree, byte);
  return { ...state, inspect: { ...state.inspect, byte, field: field < 0 ? state.inspect.field : field } };
}

function setCollapsed(state: State, hide: boolean): State {
  const tree = openedPacket(state)?.tree ?? [];
  const { field } = state.inspect;
  const collapsed = new Set(state.inspect.collapsed);
  if (hasChildren(tree, field) && collapsed.has(fieldPath(tree, field)) !== hide) {
    if (hide) collapsed.add(fieldPath(tree, field));
    else collapsed.delete(fieldPath(tree, field));
    return { ...state, inspect: { ...state.inspect, collapsed } };
  }
  if (!hide) return state;
  // Nothing to collapse here: go to what holds this field.
  const depth = tree[field]?.depth ?? 0;
  for (let at = field - 1; at >= 0; at -= 1) {
    if ((tree[at]?.depth ?? 0) < depth) return { ...state, inspect: { ...state.inspect, field: at } };
  }
  return state;
}

function openNumber(state: State, number: number | undefined): State {
  if (number === undefined) return state;
  const { packets } = state.tables;
  const cursor = { at: number, offset: 0, screenRow: packets.cursor.screenRow };
  return withTable(state, 'packets', { ...packets, open: number, cursor });
}
