import { describe, expect, it } from 'vitest';
import { startState } from '../testing/screen-states.ts';
import { reduce } from './reduce.ts';
import type { Prompt, State } from './state.ts';
import { viewOf } from './view.ts';

const history = ['dns', 'tcp port 80'];
const open = (text = ''): State => {
  const state = startState({ columns: 80, rows: 24 }, 'packets', { filter: text, filterHistory: history });
  return reduce(state, { kind: 'command', command: 'filter' });
};
const press = (state: State, ...keys: readonly string[]): State =>
  keys.reduce<State>((now, key) => reduce(now, { kind: 'edit', key, text: '' }), state);
const type = (state: State, text: string): State => reduce(state, { kind: 'edit', key: text, text });
const line = ({ prompt }: State): Pick<Prompt, 'text' | 'cursor'> => ({
  text: prompt?.text ?? '',
  cursor: prompt?.cursor ?? -1,
});

describe('the line of a prompt', () => {
  it('takes characters where the cursor is', () => {
    const state = type(press(type(open(), 'tp'), 'left'), 'c');
    expect(line(state)).toEqual({ text: 'tcp', cursor: 2 });
  });

  it('is what is asked for while it is typed, and no longer after esc', () => {
    const typing = type(open('udp'), ' port 53');
    expect(viewOf(typing).filter).toBe('udp port 53');
    expect(viewOf(reduce(typing, { kind: 'closePrompt' })).filter).toBe('udp');
  });

  it('deletes forwards, backwards, words and all', () => {
    const typed = type(open(), 'ip.src == 10.0.0.5');
    expect(line(press(typed, 'ctrl-w')).text).toBe('ip.src == ');
    expect(line(press(typed, 'ctrl-w', 'ctrl-w', 'ctrl-w')).text).toBe('');
    expect(line(press(typed, 'ctrl-u'))).toEqual({ text: '', cursor: 0 });
    expect(line(press(typed, 'home', 'ctrl-d', 'ctrl-d', 'ctrl-d')).text).toBe('src == 10.0.0.5');
    expect(line(press(typed, 'home', 'right', 'right', 'ctrl-k')).text).toBe('ip');
    expect(line(press(typed, 'home', 'backspace'))).toEqual({ text: 'ip.src == 10.0.0.5', cursor: 0 });
    expect(line(press(typed, 'right', 'right', 'ctrl-d')).cursor).toBe(18);
  });

  it('keeps what a person sees as one character whole', () => {
    const family = '👨‍👩‍👧';
    const typed = type(open(), `日e\u0301${family}x`);
    expect(line(press(typed, 'left', 'backspace')).text).toBe('日e\u0301x');
    expect(line(press(typed, 'left', 'left', 'backspace')).text).toBe(`日${family}x`);
    expect(line(press(typed, 'home', 'right', 'ctrl-d')).text).toBe(`日${family}x`);
    expect(line(press(typed, 'home', 'ctrl-d')).text).toBe(`e\u0301${family}x`);
  });

  it('puts a mark typed later behind its letter, with the cursor behind both', () => {
    const state = type(press(type(open(), 'ex'), 'left'), '\u0301');
    expect(line(state)).toEqual({ text: 'e\u0301x', cursor: 2 });
  });

  it('takes nothing that could steer a terminal', () => {
    const state = type(open(), 'a\u001b[2J\u0007\u009b\u202eb\r\nc');
    expect(line(state).text).toBe('a[2Jbc');
  });

  it('does not change for keys that mean nothing to it', () => {
    const state = type(open(), 'tcp');
    expect(line(press(state, 'pageup', 'ctrl-y', 'shift-tab', 'meta-x'))).toEqual(line(state));
  });
});

describe('history', () => {
  it('is walked with up and down, and gives the typed line back', () => {
    const typed = type(open(), 'ar');
    const up = press(typed, 'up');
    expect(line(up)).toEqual({ text: 'dns', cursor: 3 });
    expect(line(press(up, 'up', 'up', 'up')).text).toBe('tcp port 80');
    expect(line(press(up, 'up', 'down', 'down', 'down'))).toEqual({ text: 'ar', cursor: 2 });
  });

  it('starts anew from a line that was changed', () => {
    const changed = type(press(open(), 'up'), ' or arp');
    expect(line(press(changed, 'up', 'down')).text).toBe('dns or arp');
  });

  it('remembers each filter once, the newest first', () => {
    const applied = reduce(open(), { kind: 'filter', text: 'tcp port 80' });
    expect(applied.filterHistory).toEqual(['tcp port 80', 'dns']);
    expect(applied.prompt).toBeUndefined();
    expect(reduce(applied, { kind: 'filter', text: '' }).filterHistory).toEqual(['tcp port 80', 'dns']);
  });
});

describe('other prompts', () => {
  it('have no history', () => {
    const state = reduce(startState({ columns: 80, rows: 24 }), { kind: 'command', command: 'goTo' });
    expect(line(press(type(state, '12'), 'up')).text).toBe('12');
  });

  it('export in the format the name promises', () => {
    const state = reduce(startState({ columns: 80, rows: 24 }), { kind: 'command', command: 'export' });
    const typed = type(press(state, 'ctrl-u'), 'x.csv');
    expect(typed.prompt?.format).toBe('csv');
    expect(type(typed, '.old').prompt?.format).toBe('csv');
    expect(type(press(typed, 'ctrl-u'), 'x.jsonl').prompt?.format).toBe('jsonl');
  });

  it('ask again before replacing a file when its name was changed', () => {
    const state = reduce(startState({ columns: 80, rows: 24 }), { kind: 'command', command: 'export' });
    const { prompt } = state;
    if (prompt === undefined) throw new Error('no prompt');
    const confirming = { ...state, prompt: { ...prompt, confirm: true } };
    expect(type(confirming, 'x').prompt?.confirm).toBe(false);
  });
});
