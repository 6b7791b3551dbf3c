import { type LookTable, plainLook, type StyledLine } from './styled-line.ts';

/** Unchanged cells between two changed ones that are cheaper to write again than to jump over. */
const cheapGap = 5;
/** Blanks at the end of a row that are cheaper erased than written. */
const cheapBlanks = 4;

/**
 * What to write so that a row showing `before` shows `after`; '' when it does already. Leaves the terminal in the
 * plain look, and its cursor anywhere.
 */
export function lineDifference(before: StyledLine, after: StyledLine, row: number, looks: LookTable): string {
  const end = usedLength(after);
  const length = Math.max(before.cells.length, end);
  const writer = new RowWriter(row, looks);
  let last = -1;
  for (let at = 0; at < length; at++) {
    if (isSame(before, after, at)) continue;
    if (at >= end) {
      // Only blanks from here on.
      writer.eraseFrom(at);
      break;
    }
    if (last !== -1 && at - last <= cheapGap)
      for (let gap = last + 1; gap < at; gap++) writer.cell(after, gap);
    writer.cell(after, at);
    last = at;
  }
  return writer.finish();
}

/** A missing cell is a plain blank. */
function isSame(before: StyledLine, after: StyledLine, at: number): boolean {
  return (
    (before.cells[at] ?? ' ') === (after.cells[at] ?? ' ') &&
    (before.looks[at] ?? plainLook) === (after.looks[at] ?? plainLook)
  );
}

/** Cells up to the last that is not a plain blank, unless so few blanks follow that they may as well be written. */
function usedLength(line: StyledLine): number {
  let end = line.cells.length;
  while (end > 0 && line.cells[end - 1] === ' ' && line.looks[end - 1] === plainLook) end--;
  return line.cells.length - end < cheapBlanks ? line.cells.length : end;
}

const ascii = /^[\x20-\x7e]$/;

class RowWriter {
  readonly #row: number;
  readonly #looks: LookTable;
  #text = '';
  #look = plainLook;
  /** Where the terminal's cursor is; -1 when that is not certain. */
  #column = -1;

  constructor(row: number, looks: LookTable) {
    this.#row = row;
    this.#looks = looks;
  }

  cell(line: StyledLine, at: number): void {
    const text = line.cells[at] ?? ' ';
    // The right half of a wide character comes with its left half.
    if (text === '') return;
    this.#moveTo(at);
    this.#setLook(line.looks[at] ?? plainLook);
    this.#text += text;
    // Terminals disagree about the width of many characters: after those, say again where we are.
    this.#column = ascii.test(text) || isNarrow(text) ? at + 1 : -1;
  }

  eraseFrom(at: number): void {
    this.#setLook(plainLook);
    this.#moveTo(at);
    this.#text += '\u001b[K';
  }

  finish(): string {
    this.#setLook(plainLook);
    return this.#text;
  }

  #moveTo(at: number): void {
    if (this.#column === at) return;
    this.#text +=
      this.#text === '' ? `\u001b[${this.#row + 1}${at === 0 ? '' : `;${at + 1}`}H` : `\u001b[${at + 1}G`;
    this.#column = at;
  }

  #setLook(look: number): void {
    if (look === this.#look) return;
    const parameters = this.#looks.parameters(look);
    const added = addedParameters(this.#looks.parameters(this.#look), parameters);
    this.#text +=
      added === undefined ? `\u001b[${parameters === '' ? '' : `0;${parameters}`}m` : `\u001b[${added}m`;
    this.#look = look;
  }
}

/** Latin, dashes and dots, arrows, box drawing, blocks, Braille: one cell, wherever a terminal knows UTF-8. */
const narrowRanges = [
  [0xa0, 0x2ff],
  [0x2010, 0x2027],
  [0x2190, 0x21ff],
  [0x2500, 0x259f],
  [0x2800, 0x28ff],
] as const;

function isNarrow(text: string): boolean {
  const code = text.codePointAt(0) ?? 0;
  return text.length === 1 && narrowRanges.some(([first, last]) => code >= first && code <= last);
}

/** What turns one look into another without taking anything away; undefined when something must go. */
function addedParameters(from: string, to: string): string | undefined {
  if (from === '') return to === '' ? undefined : to;
  return to.startsWith(`${from};`) ? to.slice(from.length + 1) : undefined;
}
