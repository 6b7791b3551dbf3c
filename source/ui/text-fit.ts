import stringWidth from 'string-width';

/** Text measured in terminal cells: what everything in a column goes through. */

/**
 * Characters of one cell each, alone and beside each other: ASCII, Latin, dashes and dots, arrows, box drawing,
 * blocks, Braille. Nearly everything; measuring the rest costs a hundred times as much.
 */
const plain = /^[\x20-\x7e\xa1-\xac\xae-\u02ff\u2010-\u2027\u2190-\u21ff\u2500-\u259f\u2800-\u28ff]*$/;

/** As many cells as characters, each for itself. */
export function isOneCellEach(text: string): boolean {
  return plain.test(text);
}

export function cellWidth(text: string): number {
  return plain.test(text) ? text.length : stringWidth(text);
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Cuts to at most `width` cells, saying so with `ellipsis` (one cell). */
export function cut(text: string, width: number, ellipsis = '…'): string {
  if (width <= 0) return '';
  if (plain.test(text)) return text.length <= width ? text : text.slice(0, width - 1) + ellipsis;
  if (stringWidth(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const { segment } of segmenter.segment(text)) {
    const size = stringWidth(segment);
    if (used + size > width - 1) break;
    kept += segment;
    used += size;
  }
  return kept + ellipsis;
}

/** Exactly `width` cells: cut or padded at the right. */
export function fitted(text: string, width: number, ellipsis = '…'): string {
  const shown = cut(text, width, ellipsis);
  return shown + ' '.repeat(Math.max(0, width - cellWidth(shown)));
}

/** Exactly `width` cells, padded at the left: numbers. */
export function fittedRight(text: string, width: number, ellipsis = '…'): string {
  const shown = cut(text, width, ellipsis);
  return ' '.repeat(Math.max(0, width - cellWidth(shown))) + shown;
}

/** What a person sees as single characters. */
export function graphemes(text: string): string[] {
  return plain.test(text) ? [...text] : [...segmenter.segment(text)].map(({ segment }) => segment);
}

/** What is left of `text` after its first `cells` cells; half of a wide character becomes a blank. */
export function withoutStart(text: string, cells: number): string {
  if (cells <= 0) return text;
  if (plain.test(text)) return text.slice(cells);
  let skipped = 0;
  let at = 0;
  for (const { segment } of segmenter.segment(text)) {
    if (skipped >= cells) break;
    skipped += stringWidth(segment);
    at += segment.length;
  }
  return ' '.repeat(Math.max(0, skipped - cells)) + text.slice(at);
}

/** Parted at blanks into lines of at most `width` cells, `most` of them; the last is cut. */
export function wrapped(text: string, width: number, most: number, ellipsis = '…'): string[] {
  const lines: string[] = [];
  let line = '';
  for (const [index, word] of text.split(' ').entries()) {
    const longer = index === 0 ? word : `${line} ${word}`;
    if (cellWidth(longer) <= width || lines.length === most - 1) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line].map(one => cut(one, width, ellipsis));
}
