import { describe, expect, it } from 'vitest';
import type { ChooserBody, Snapshot } from '../engine/protocol.ts';
import { fakeStatus, snapshotFor } from '../testing/fake-engine.ts';
import { fakeInterfaces } from '../testing/fake-rows.ts';
import { afterKeys, answered, startState } from '../testing/screen-states.ts';
import { helpLineCount, helpRows } from './help-lines.ts';
import type { CommandName } from './keys.ts';
import { layoutOf } from './layout.ts';
import { reduce } from './reduce.ts';
import { shownRows } from './reduce-table.ts';
import type { Message, State } from './state.ts';
import { conversationLines, viewOf } from './view.ts';

const size = { columns: 80, rows: 24 };
const times = (count: number, command: CommandName): CommandName[] => Array<CommandName>(count).fill(command);

describe('going to a packet', () => {
  it('selects it in the middle of the table', () => {
    const gone = answered(reduce(startState(size, 'flows'), { kind: 'select', number: 250 }));
    const { rows, selected } = shownRows(gone);
    expect(gone.screen).toBe('packets');
    expect(rows[selected]?.id).toBe(250);
    expect(selected).toBe(Math.floor(layoutOf(gone).tableRows / 2));
  });

  it('takes the opened packet along', () => {
    const opened = afterKeys(startState(size), 'open');
    expect(reduce(opened, { kind: 'select', number: 250 }).tables.packets.open).toBe(250);
  });
});

describe('finding', () => {
  it('asks once for each search, and again for the next', () => {
    const found = reduce(startState(size), { kind: 'find', text: 'hello' });
    expect(viewOf(found).find).toEqual({ text: 'hello', backwards: false, id: 1 });
    const next = reduce(found, { kind: 'command', command: 'findPrevious' });
    expect(viewOf(next).find).toEqual({ text: 'hello', backwards: true, id: 2 });
  });

  it('has no next without a first', () => {
    const state = startState(size);
    expect(reduce(state, { kind: 'command', command: 'findNext' })).toEqual(state);
  });
});

describe('messages', () => {
  const message = (severity: Message['severity']): Message => ({ severity, text: 'hear', until: 1000 });
  const telling = (severity: Message['severity']): State =>
    reduce(startState(size), { kind: 'message', message: message(severity) });

  it('in passing go with the next key; warnings stay', () => {
    expect(afterKeys(telling('info'), 'up').message).toBeUndefined();
    expect(afterKeys(telling('warning'), 'up').message?.text).toBe('hear');
  });

  it('go when their time is over, unless another took their place', () => {
    expect(reduce(telling('error'), { kind: 'expire', until: 1000 }).message).toBeUndefined();
    const state = telling('error');
    expect(reduce(state, { kind: 'expire', until: 999 })).toBe(state);
  });
});

describe('the chooser', () => {
  const withInterfaces = (state: State, names: readonly string[]): State => {
    const interfaces = names.map(name => ({ ...(fakeInterfaces[0] as ChooserBody['interfaces'][0]), name }));
    const base: Snapshot = snapshotFor({ ...viewOf(state), id: 1 });
    const snapshot = { ...base, body: { screen: 'chooser', interfaces } as const };
    return reduce(state, { kind: 'snapshot', snapshot, current: true });
  };
  const start = withInterfaces(startState(size, 'chooser'), ['eth0', 'lo']);

  it('stays with the interface selected when others come and go', () => {
    const onLo = afterKeys(withInterfaces(start, ['eth0', 'lo']));
    const selected = reduce(onLo, { kind: 'command', command: 'down' });
    expect(selected.chooser.selected).toBe(1);
    expect(withInterfaces(selected, ['docker0', 'eth0', 'lo']).chooser.selected).toBe(2);
    expect(withInterfaces(selected, ['eth0']).chooser.selected).toBe(1);
  });

  it('stays with file and demo too', () => {
    const demo = reduce(start, { kind: 'command', command: 'last' });
    expect(demo.chooser.selected).toBe(3);
    expect(withInterfaces(demo, ['a', 'b', 'c', 'd']).chooser.selected).toBe(5);
  });

  it('goes back only to something', () => {
    const waiting = answered(startState(size, 'chooser'), { ...fakeStatus, state: 'waiting' });
    expect(reduce(waiting, { kind: 'command', command: 'back' }).screen).toBe('chooser');
    expect(reduce(start, { kind: 'command', command: 'back' }).screen).toBe('packets');
    const unanswered = { ...start, snapshot: undefined };
    expect(reduce(unanswered, { kind: 'command', command: 'back' }).screen).toBe('chooser');
  });

  it('begins anew with what was chosen, but for the filter', () => {
    const before = afterKeys(startState(size), { kind: 'filter', text: 'tcp' }, 'up', 'mark', 'pause');
    const opened = reduce(before, { kind: 'opened', file: true });
    expect(opened).toMatchObject({ filter: 'tcp', frozenAt: undefined, snapshot: undefined });
    expect(opened.marks.size).toBe(0);
    expect(opened.playing).toEqual({ speed: 1, running: true });
  });
});

describe('what scrolls', () => {
  it('is help, which ends with its last line', () => {
    const end = afterKeys(startState(size), 'help', ...times(200, 'down'));
    expect(end.help?.top).toBe(helpLineCount(80) - helpRows(end));
    expect(afterKeys(end, 'up').help?.top).toBe((end.help?.top ?? 0) - 1);
    expect(afterKeys(end, 'first').help?.top).toBe(0);
    expect(afterKeys(end, 'back').help).toBeUndefined();
  });

  it('is the conversation, in both directions', () => {
    const state = afterKeys(startState(size), 'conversation');
    const page = conversationLines(state);
    expect(afterKeys(state, 'last').conversation?.top).toBe(80 - page);
    expect(afterKeys(state, 'pageDown', 'up').conversation?.top).toBe(page - 1);
    expect(afterKeys(state, 'scrollRight', 'scrollRight', 'scrollLeft').conversation?.left).toBe(16);
    expect(afterKeys(state, 'last', 'toggleForm').conversation).toMatchObject({ form: 'hex', top: 0 });
  });

  it('is the engine, when its facts do not fit', () => {
    const small = { columns: 60, rows: 15 };
    const end = afterKeys(startState(small, 'engine'), ...times(100, 'down'));
    expect(end.engine.top).toBeGreaterThan(0);
    expect(afterKeys(end, 'first').engine.top).toBe(0);
    expect(afterKeys(startState({ columns: 120, rows: 40 }, 'engine'), 'last').engine.top).toBe(0);
  });
});

describe('a conversation', () => {
  it('scrolls sideways only as far as there is something', () => {
    const wide = { ...afterKeys(startState(size), 'conversation'), columns: 2000 };
    const scrolled = reduce(wide, { kind: 'command', command: 'scrollRight' });
    expect(scrolled.conversation?.left).toBe(0);
  });

  it('leaves the table as it was when followed from there', () => {
    const closed = afterKeys(startState(size), 'conversation', 'back');
    expect(closed.conversation).toBeUndefined();
    expect(closed.tables.packets.open).toBeUndefined();
  });

  it('leads back to the packet it was followed from', () => {
    const closed = afterKeys(startState(size), 'up', 'open', 'conversation', 'back');
    expect(closed.tables.packets.open).toBe(499);
  });
});

describe('the list of columns', () => {
  it('hides and shows, but never all', () => {
    let state = afterKeys(startState(size), 'columns', 'down', 'toggleColumn');
    expect(state.tables.packets.hidden).toEqual(['time']);
    expect(afterKeys(state, 'toggleColumn').tables.packets.hidden).toEqual([]);
    state = afterKeys(state, 'first');
    for (let column = 0; column < 9; column += 1) {
      if (column !== 1) state = afterKeys(state, 'toggleColumn');
      state = afterKeys(state, 'down');
    }
    expect(state.tables.packets.hidden).toHaveLength(8);
    expect(afterKeys(state, 'back').columnMenu).toBeUndefined();
  });
});
