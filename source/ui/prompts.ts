import type { Prompt } from './state.ts';

/** The line in which something is to be typed, with `text` in it and the cursor behind that. */
export function promptFor(kind: Prompt['kind'], text: string): Prompt {
  return {
    kind,
    text,
    cursor: [...text].length,
    typed: text,
    history: -1,
    choices: [],
    format: 'pcapng',
    confirm: false,
  };
}
