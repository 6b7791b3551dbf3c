import type { ExportFormat } from '../engine/protocol.ts';
import type { Prompt, State } from './state.ts';
import { graphemes } from './text-fit.ts';

/** Nothing typed or pasted may steer the terminal or turn the line round. */
const unprintable = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** Editing the line of a prompt. Its cursor counts code points, and only ever stands between graphemes. */
export function reduceEdit(state: State, key: string, text: string): State {
  const { prompt } = state;
  if (prompt === undefined) return state;
  if (key === 'up' || key === 'down')
    return { ...state, prompt: walkHistory(state, prompt, key === 'up' ? 1 : -1) };
  return { ...state, prompt: { ...withFormat(edit(prompt, key, text)), confirm: false, choices: [] } };
}

/** What Tab made of the line; keys typed since wait for it. */
export function withCompletion(
  state: State,
  { text, cursor, choices }: { text: string; cursor: number; choices: readonly string[] },
): State {
  return state.prompt === undefined
    ? state
    : { ...state, prompt: { ...state.prompt, text, cursor, choices } };
}

/** A file is written in the format its name promises. */
function withFormat(prompt: Prompt): Prompt {
  if (prompt.kind !== 'export') return prompt;
  const ending = /\.(pcapng|csv|jsonl?)$/.exec(prompt.text.trimEnd())?.[1] as ExportFormat | undefined;
  return ending === undefined ? prompt : { ...prompt, format: ending };
}

function edit(prompt: Prompt, key: string, text: string): Prompt {
  const characters = [...prompt.text];
  const { cursor } = prompt;
  switch (key) {
    case 'left':
      return { ...prompt, cursor: stepBack(prompt.text, cursor) };
    case 'right':
      return { ...prompt, cursor: stepOn(prompt.text, cursor) };
    case 'home':
    case 'ctrl-a':
      return { ...prompt, cursor: 0 };
    case 'end':
    case 'ctrl-e':
      return { ...prompt, cursor: characters.length };
    case 'backspace':
    case 'delete':
      // Terminals send DEL for the backspace key; a forward delete is ctrl-d.
      return remove(prompt, characters, stepBack(prompt.text, cursor), cursor);
    case 'ctrl-d':
      return remove(prompt, characters, cursor, stepOn(prompt.text, cursor));
    case 'ctrl-u':
      return remove(prompt, characters, 0, cursor);
    case 'ctrl-k':
      return remove(prompt, characters, cursor, characters.length);
    case 'ctrl-w':
      return remove(prompt, characters, wordStart(characters, cursor), cursor);
    default: {
      const typed = [...text.replace(unprintable, '')];
      if (typed.length === 0) return prompt;
      const next = [...characters.slice(0, cursor), ...typed, ...characters.slice(cursor)].join('');
      return { ...prompt, text: next, cursor: between(next, cursor + typed.length), history: -1 };
    }
  }
}

/** Where graphemes end, in code points. */
function ends(text: string): number[] {
  let at = 0;
  return graphemes(text).map(one => {
    at += [...one].length;
    return at;
  });
}

function stepBack(text: string, cursor: number): number {
  return ends(text).findLast(end => end < cursor) ?? 0;
}

function stepOn(text: string, cursor: number): number {
  return ends(text).find(end => end > cursor) ?? cursor;
}

/** A mark typed after its letter joins it: the cursor goes behind both. */
function between(text: string, cursor: number): number {
  return ends(text).find(end => end >= cursor) ?? cursor;
}

function remove(prompt: Prompt, characters: readonly string[], from: number, to: number): Prompt {
  const start = Math.max(0, from);
  if (start >= to) return prompt;
  const text = [...characters.slice(0, start), ...characters.slice(to)].join('');
  return { ...prompt, text, cursor: start, history: -1 };
}

function wordStart(characters: readonly string[], cursor: number): number {
  let at = cursor;
  while (at > 0 && characters[at - 1] === ' ') at -= 1;
  while (at > 0 && characters[at - 1] !== ' ') at -= 1;
  return at;
}

/** ↑ goes to older lines, ↓ back to the one being typed. */
function walkHistory(state: State, prompt: Prompt, step: 1 | -1): Prompt {
  if (prompt.kind !== 'filter') return prompt;
  const typed = prompt.history < 0 ? prompt.text : prompt.typed;
  const history = Math.max(-1, Math.min(state.filterHistory.length - 1, prompt.history + step));
  const text = history < 0 ? typed : (state.filterHistory[history] ?? '');
  return { ...prompt, typed, history, text, cursor: [...text].length };
}
