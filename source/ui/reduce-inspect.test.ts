import { describe, expect, it } from 'vitest';
import type { FieldRow, OpenedPacket } from '../engine/protocol.ts';
import { snapshotFor } from '../testing/fake-engine.ts';
import { afterKeys, startState } from '../testing/screen-states.ts';
import { fieldOfByte, fieldPath, isFolded, shownField, visibleFields } from './field-tree.ts';
import type { CommandName } from './keys.ts';
import { reduce } from './reduce.ts';
import { openedPacket, selectedField } from './reduce-inspect.ts';
import type { State } from './state.ts';
import { viewOf } from './view.ts';

const size = { columns: 80, rows: 24 };
const opened = (...commands: readonly CommandName[]): State =>
  afterKeys(startState(size), 'up', 'open', ...commands);
const tree = openedPacket(opened())?.tree ?? [];
const labels = (state: State): (string | undefined)[] =>
  visibleFields(tree, state.inspect.folds).map(index => tree[index]?.label);

describe('the field tree', () => {
  it('opens with the innermost protocol unfolded', () => {
    expect(labels(opened())).toEqual([
      expect.stringMatching(/^Ethernet/),
      expect.stringMatching(/^Internet/),
      expect.stringMatching(/^Transmission/),
      'Transport Layer Security',
      'Record',
      'Handshake',
      'Server Name',
    ]);
  });

  it('unfolds, goes in, and folds from inside', () => {
    const unfolded = opened('expand', 'down', 'down');
    expect(selectedField(unfolded)?.label).toBe('Source');
    const up = afterKeys(unfolded, 'collapse');
    expect(selectedField(up)?.label).toMatch(/^Ethernet/);
    expect(labels(afterKeys(up, 'collapse'))).toHaveLength(7);
    expect(labels(afterKeys(up, 'toggleField', 'toggleField'))).toHaveLength(10);
  });

  it('stops at both ends', () => {
    expect(opened('up', 'up').inspect.field).toBe(0);
    expect(selectedField(opened('last', 'down', 'pageDown'))?.label).toBe('Server Name');
    expect(opened('last', 'first').inspect.field).toBe(0);
  });

  it('remembers by name what was folded, for other packets too', () => {
    const state = opened('expand');
    const path = fieldPath(tree, 0);
    expect(path).toBe('Ethernet II');
    expect(isFolded(tree, 0, state.inspect.folds)).toBe(false);
    expect(afterKeys(state, 'nextPacket').inspect.folds.get(path)).toBe(false);
  });

  it('names fields by the labels that lead to them', () => {
    expect(fieldPath(tree, 8)).toBe('Internet Protocol Version 4/Flags/Don’t fragment');
  });

  it('answers for a hidden field with the one it is inside of', () => {
    const visible = visibleFields(tree, new Map());
    expect(shownField(visible, 8)).toBe(4);
    expect(shownField([], 8)).toBe(0);
  });
});

describe('the bytes', () => {
  it('select the innermost field that holds them', () => {
    const state = opened('switchPane');
    expect(state.inspect.byte).toBe(0);
    const right = afterKeys(state, 'expand', 'expand');
    expect(right.inspect.byte).toBe(2);
    expect(selectedField(right)?.label).toBe('Destination');
    expect(selectedField(afterKeys(right, 'down'))?.label).toMatch(/^Internet/);
    expect(fieldOfByte(tree, 57)).toBe(17);
    expect(fieldOfByte(tree, 9999)).toBe(-1);
  });

  it('stop at both ends', () => {
    const state = opened('switchPane');
    expect(afterKeys(state, 'up', 'collapse').inspect.byte).toBe(0);
    expect(afterKeys(state, 'last', 'down').inspect.byte).toBe(76);
  });

  it('start at the selected field', () => {
    const state = opened('down', 'switchPane');
    expect(state.inspect.byte).toBe(14);
  });
});

describe('going from packet to packet', () => {
  it('keeps the cursor on what is opened', () => {
    const next = opened('previousPacket', 'previousPacket');
    expect(next.tables.packets).toMatchObject({ open: 497, cursor: { at: 497 } });
    expect(afterKeys(next, 'nextPacket').tables.packets.open).toBe(498);
  });

  it('selects the same field again where it stands now', () => {
    const state = opened('last');
    const snapshot = snapshotFor({ ...viewOf(state), id: 1 });
    const shorter: readonly FieldRow[] = tree.slice(4);
    const other: OpenedPacket = { ...(openedPacket(state) as OpenedPacket), number: 1, tree: shorter };
    if (snapshot.body.screen !== 'packets') throw new Error('another screen');
    const body = { ...snapshot.body, opened: other };
    const carried = reduce(state, { kind: 'snapshot', snapshot: { ...snapshot, body }, current: true });
    expect(carried.inspect.field).toBe(tree.length - 1 - 4);
    expect(carried.inspect.byte).toBe(75);
  });

  it('does nothing at the end', () => {
    const last = afterKeys(startState(size), 'open');
    expect(afterKeys(last, 'nextPacket').tables.packets.open).toBe(500);
  });
});
