import { describe, expect, it } from 'vitest';
import { FakeEngine } from '../testing/fake-engine.ts';
import { screenStates } from '../testing/screen-states.ts';
import type { Action } from './actions.ts';
import { offeredBindings } from './components/footer.tsx';
import { activeContexts } from './contexts.ts';
import { Effects } from './effects.ts';
import { helpColumns } from './help-lines.ts';
import { commandFor, defaultBindings, duplicateKeys, footerBindings, type KeyContext } from './keys.ts';
import { reduce } from './reduce.ts';
import type { State } from './state.ts';

const size = { columns: 200, rows: 40 };

/** What a key did: the state after it, and everything that went out. */
function pressed(state: State, key: string) {
  const command = commandFor(defaultBindings, activeContexts(state), key);
  if (command === undefined) throw new Error(`${key} means nothing here`);
  const engine = new FakeEngine();
  const out: unknown[] = [];
  const effects = new Effects({
    engine,
    writeTerminal: text => out.push(text),
    suspend: () => out.push('suspended'),
    rememberFilter: () => undefined,
  });
  const stop = effects.connect(
    (action: Action) => out.push(action),
    () => out.push('left'),
  );
  const handled = effects.command(state, command);
  stop();
  const next = handled ? state : reduce(state, { kind: 'command', command });
  return { next, effects: out.length + engine.sent.length };
}

const comparable = (state: State): unknown => ({
  ...state,
  message: undefined,
  marks: [...state.marks],
  inspect: { ...state.inspect, folds: [...state.inspect.folds] },
});

describe('the footer tells the truth', () => {
  const keys = Object.entries(screenStates).flatMap(([screen, make]) => {
    const state = make(size);
    return offeredBindings(state, defaultBindings).map(({ key, binding }) => ({
      screen,
      state,
      key,
      command: binding.command,
    }));
  });

  it.each(keys)('on $screen: $key, $command', ({ state, key, command }) => {
    expect(commandFor(defaultBindings, activeContexts(state), key)).toBe(command);
    const { next, effects } = pressed(state, key);
    const changed = JSON.stringify(comparable(next)) !== JSON.stringify(comparable(state));
    expect(changed || effects > 0).toBe(true);
  });

  it('offers the way out of everything that is open', () => {
    for (const name of ['inspect', 'flow-opened', 'conversation', 'help', 'packets-columns']) {
      const commands = offeredBindings(screenStates[name]?.(size) as State, defaultBindings).map(
        ({ binding }) => binding.command,
      );
      expect(commands, name).toContain('back');
    }
  });
});

describe('the key table', () => {
  it('has no key twice in one context', () => {
    expect(duplicateKeys(defaultBindings)).toEqual([]);
  });

  it('reaches every command in some context', () => {
    const contexts = [...new Set(defaultBindings.flatMap(one => one.contexts))];
    for (const { command, keys } of defaultBindings) {
      const reached = contexts.some(context =>
        keys.some(key => commandFor(defaultBindings, [context], key) === command),
      );
      expect(reached, command).toBe(true);
    }
  });

  it('is told in help as a whole', () => {
    const told = helpColumns(defaultBindings, 80).flat();
    for (const { help } of defaultBindings) {
      expect(
        told.filter(line => line.kind === 'key' && line.text === help),
        help,
      ).toHaveLength(1);
    }
  });

  it('lets help and quit work everywhere', () => {
    for (const [name, make] of Object.entries(screenStates)) {
      const contexts = activeContexts(make(size));
      expect(commandFor(defaultBindings, contexts, '?'), name).toBe('help');
      expect(commandFor(defaultBindings, contexts, 'q'), name).toBe('quit');
      expect(commandFor(defaultBindings, contexts, 'ctrl-c'), name).toBe('quit');
    }
  });

  it('shows the first key of a command that no inner context took', () => {
    const contexts: readonly KeyContext[] = ['inspect', 'packets', 'table', 'main', 'global'];
    const commands = footerBindings(defaultBindings, contexts).map(one => one.command);
    expect(commands).toContain('switchPane');
    expect(commands).not.toContain('nextScreen');
    expect(commands).not.toContain('open');
  });
});
