import type { Prompt, State } from './state.ts';

/** Editing the line of a prompt. Characters are code points, so that nothing is cut in half. */
export function reduceEdit(state: State, key: string, text: string): State {
  const { prompt } = state;
  if (prompt === undefined) return state;
  if (key === 'up' || key === 'down')
    return { ...state, prompt: walkHistory(state, prompt, key === 'up' ? 1 : -1) };
  return { ...state, prompt: { ...edit(prompt, key, text), confirm: false } };
}

function edit(prompt: Prompt, key: string, text: string): Prompt {
  const characters = [...prompt.text];
  const { cursor } = prompt;
  switch (key) {
    case 'left':
      return { ...prompt, cursor: Math.max(0, cursor - 1) };
    case 'right':
      return { ...prompt, cursor: Math.min(characters.length, cursor + 1) };
    case 'home':
    case 'ctrl-a':
      return { ...prompt, cursor: 0 };
    case 'end':
    case 'ctrl-e':
      return { ...prompt, cursor: characters.length };
    case 'backspace':
    case 'delete':
      // Terminals send DEL for the backspace key; a forward delete is ctrl-d.
      return remove(prompt, characters, cursor - 1, cursor);
    case 'ctrl-d':
      return remove(prompt, characters, cursor, cursor + 1);
    case 'ctrl-u':
      return remove(prompt, characters, 0, cursor);
    case 'ctrl-k':
      return remove(prompt, characters, cursor, characters.length);
    case 'ctrl-w':
      return remove(prompt, characters, wordStart(characters, cursor), cursor);
    default: {
      const typed = [...text].filter(character => character >= ' ' && character !== '\u007f');
      if (typed.length === 0) return prompt;
      const next = [...characters.slice(0, cursor), ...typed, ...characters.slice(cursor)];
      return { ...prompt, text: next.join(''), cursor: cursor + typed.length, history: -1 };
    }
  }
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
  const history = Math.max(-1, Math.min(state.filterHistory.length - 1, prompt.history + step));
  const text = history < 0 ? prompt.before : (state.filterHistory[history] ?? '');
  return { ...prompt, history, text, cursor: [...text].length };
}
