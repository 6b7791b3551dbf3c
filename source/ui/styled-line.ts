import { asAscii } from './glyphs.ts';
import { cellWidth, graphemes, isOneCellEach } from './text-fit.ts';

/**
 * One row of a frame as cells. Text and look of a cell are enough to know whether it changed; looks are
 * numbers, so that comparing rows compares numbers and short strings.
 */
export type StyledLine = {
  /** What is in each cell; '' is the right half of a wide character. */
  readonly cells: readonly string[];
  /** Parallel to `cells`: a look from `LookTable`. */
  readonly looks: readonly number[];
};

/** The one look without any attribute. */
export const plainLook = 0;

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours come as escape sequences
const colourSequence = /\u001b\[([\d;]*)m/g;
/** Nothing of this kind may reach a terminal, wherever it came from. */
const unsafe =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly those are looked for
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;

type Attributes = Map<string, string>;

/** Looks by number; a screen has a few dozen. */
export class LookTable {
  readonly #numbers = new Map<string, number>([['', plainLook]]);
  readonly #parameters: string[] = [''];

  /** The SGR parameters that make a plain cell look so: `1;36`. */
  parameters(look: number): string {
    return this.#parameters[look] ?? '';
  }

  number(attributes: Attributes): number {
    const text = [...attributes.values()].sort().join(';');
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const look = this.#parameters.length;
    this.#numbers.set(text, look);
    this.#parameters.push(text);
    return look;
  }
}

/** Cuts a line with colour sequences into cells, at most `columns` of them; of ASCII alone where that is asked for. */
export function parseLine(line: string, columns: number, looks: LookTable, isAscii = false): StyledLine {
  const cells: string[] = [];
  const styles: number[] = [];
  const attributes: Attributes = new Map();
  let look = plainLook;
  let from = 0;
  const add = (text: string): void => {
    const safe = text.replace(unsafe, '?');
    const shown = isAscii ? asAscii(safe) : safe;
    const isSimple = isOneCellEach(shown);
    for (const one of graphemes(shown)) {
      const width = isSimple ? 1 : cellWidth(one);
      if (width === 0) continue;
      if (cells.length + width > columns) return;
      cells.push(one);
      styles.push(look);
      if (width < 2) continue;
      cells.push('');
      styles.push(look);
    }
  };
  for (const match of line.matchAll(colourSequence)) {
    if (match.index > from) add(line.slice(from, match.index));
    apply(attributes, match[1] ?? '');
    look = looks.number(attributes);
    from = match.index + match[0].length;
  }
  add(line.slice(from));
  return { cells, looks: styles };
}

const attributeNames: Readonly<Record<number, string>> = {
  1: 'bold',
  2: 'dim',
  3: 'italic',
  4: 'underline',
  7: 'inverse',
  9: 'strikethrough',
};
const attributeEnds: Readonly<Record<number, readonly string[]>> = {
  22: ['bold', 'dim'],
  23: ['italic'],
  24: ['underline'],
  27: ['inverse'],
  29: ['strikethrough'],
  39: ['colour'],
  49: ['background'],
};

function apply(attributes: Attributes, parameters: string): void {
  const numbers = parameters.split(';').map(Number);
  for (let at = 0; at < numbers.length; at++) {
    const code = numbers[at] ?? 0;
    const name = attributeNames[code];
    if (code === 0) attributes.clear();
    else if (name !== undefined) attributes.set(name, String(code));
    else if (code === 38 || code === 48) {
      const length = numbers[at + 1] === 2 ? 5 : 3;
      attributes.set(code === 38 ? 'colour' : 'background', numbers.slice(at, at + length).join(';'));
      at += length - 1;
    } else if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97))
      attributes.set('colour', String(code));
    else if ((code >= 40 && code <= 47) || (code >= 100 && code <= 107)) {
      attributes.set('background', String(code));
    } else for (const ended of attributeEnds[code] ?? []) attributes.delete(ended);
  }
}
