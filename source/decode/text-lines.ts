import { type Bytes, startsWith, u8 } from './bytes.ts';
import { safeText } from './text.ts';
import type { Tree } from './tree.ts';

/** Scanning protocols made of lines of text. Positions in, positions out: nothing here allocates except `growLines`. */

const carriageReturn = 0x0d;
const lineFeed = 0x0a;
/** Nobody's header is longer; hostile ones end here. */
const maxHeaderBytes = 16_384;
const maxLinesShown = 200;

/** Where the line at `at` ends, before its CR LF; `end` when it goes on. */
export function lineEnd(bytes: Bytes, at: number, end: number): number {
  let next = at;
  while (next < end && bytes[next] !== lineFeed && bytes[next] !== carriageReturn) next += 1;
  return next;
}

/** Where the next line begins, given where this one ends. */
export function nextLine(bytes: Bytes, lineStop: number, end: number): number {
  if (
    lineStop < end &&
    bytes[lineStop] === carriageReturn &&
    lineStop + 1 < end &&
    bytes[lineStop + 1] === lineFeed
  ) {
    return lineStop + 2;
  }
  return Math.min(end, lineStop + 1);
}

/** Only printable characters (and tabs, and bytes of UTF-8) in [at, end). */
export function isPrintable(bytes: Bytes, at: number, end: number): boolean {
  for (let next = at; next < end; next += 1) {
    const byte = u8(bytes, next);
    if ((byte < 0x20 && byte !== 0x09) || byte === 0x7f) return false;
  }
  return true;
}

/** The ASCII of `lower` (lower case) stands at `at`, in any case. */
export function startsWithIgnoringCase(bytes: Bytes, at: number, end: number, lower: string): boolean {
  if (at + lower.length > end) return false;
  for (let index = 0; index < lower.length; index += 1) {
    const byte = u8(bytes, at + index);
    const folded = byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
    if (folded !== lower.charCodeAt(index)) return false;
  }
  return true;
}

/** Which of `words` (lower case) begins the line, followed by a space or the end of the line; -1 for none. */
export function leadingWord(bytes: Bytes, at: number, end: number, words: readonly string[]): number {
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] as string;
    if (!startsWithIgnoringCase(bytes, at, end, word)) continue;
    const next = at + word.length;
    if (next >= end) return index;
    const byte = u8(bytes, next);
    if (byte === 0x20 || byte === carriageReturn || byte === lineFeed) return index;
  }
  return -1;
}

/** Words by their first byte, so that looking for one of many costs little. Built while files load. */
export function byFirstByte(words: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: 256 }, (_, byte) => words.filter(word => word.charCodeAt(0) === byte));
}

/** Length of the word of `table` that stands at `at`, 0 for none. */
export function knownWordLength(
  bytes: Bytes,
  at: number,
  end: number,
  table: readonly (readonly string[])[],
): number {
  if (at >= end) return 0;
  const words = table[u8(bytes, at)] as readonly string[];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] as string;
    if (startsWith(bytes, at, end, word)) return word.length;
  }
  return 0;
}

/** Three digits followed by a space, a hyphen or the end of the line: a reply of SMTP, FTP, NNTP. */
export function isReplyCode(bytes: Bytes, at: number, end: number): boolean {
  if (at + 3 > end) return false;
  const first = u8(bytes, at);
  if (first < 0x31 || first > 0x36 || !isDigit(u8(bytes, at + 1)) || !isDigit(u8(bytes, at + 2)))
    return false;
  if (at + 3 === end) return true;
  const next = u8(bytes, at + 3);
  return next === 0x20 || next === 0x2d || next === carriageReturn || next === lineFeed;
}

export function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

/**
 * Position of the value of a header (`lower` is its name in lower case with the colon), blanks skipped;
 * -1 when it is not among the lines from `at` to the empty one.
 */
export function headerValueAt(bytes: Bytes, at: number, end: number, lower: string): number {
  const stop = Math.min(end, at + maxHeaderBytes);
  let next = at;
  while (next < stop) {
    const lineStop = lineEnd(bytes, next, stop);
    if (lineStop === next) return -1;
    if (startsWithIgnoringCase(bytes, next, lineStop, lower)) {
      return skipBlanks(bytes, next + lower.length, lineStop);
    }
    next = nextLine(bytes, lineStop, stop);
  }
  return -1;
}

/** Position of the first byte from `at` on that is neither space nor tab. */
export function skipBlanks(bytes: Bytes, at: number, end: number): number {
  let next = at;
  while (next < end && (u8(bytes, next) === 0x20 || u8(bytes, next) === 0x09)) next += 1;
  return next;
}

/** Where a value that stands alone on its line ends, blanks cut off. */
export function valueEnd(bytes: Bytes, at: number, end: number): number {
  let stop = lineEnd(bytes, at, end);
  while (stop > at && (u8(bytes, stop - 1) === 0x20 || u8(bytes, stop - 1) === 0x09)) stop -= 1;
  return stop;
}

/** Position behind the empty line that ends the header lines from `at` on; -1 when it is not there. */
export function bodyAt(bytes: Bytes, at: number, end: number): number {
  const stop = Math.min(end, at + maxHeaderBytes);
  let next = at;
  while (next < stop) {
    const lineStop = lineEnd(bytes, next, stop);
    if (lineStop >= stop) return -1;
    const after = nextLine(bytes, lineStop, end);
    if (lineStop === next) return after;
    next = after;
  }
  return -1;
}

/** One field for each line of [at, end); header lines are split at their colon when `isHeader`. */
export function growLines(
  tree: Tree,
  bytes: Bytes,
  at: number,
  end: number,
  label: string,
  isHeader: boolean,
): void {
  let next = at;
  for (let count = 0; count < maxLinesShown && next < end; count += 1) {
    const stop = lineEnd(bytes, next, end);
    if (stop > next) {
      const colon = isHeader ? colonAt(bytes, next, stop) : -1;
      if (colon < 0) tree.field(label, safeText(bytes, next, stop), next, stop - next);
      else tree.field(safeText(bytes, next, colon), valueText(bytes, colon + 1, stop), next, stop - next);
    }
    next = nextLine(bytes, stop, end);
  }
}

function valueText(bytes: Bytes, at: number, end: number): string {
  let from = at;
  while (from < end && u8(bytes, from) === 0x20) from += 1;
  return safeText(bytes, from, end);
}

function colonAt(bytes: Bytes, at: number, end: number): number {
  for (let next = at; next < end; next += 1) if (u8(bytes, next) === 0x3a) return next;
  return -1;
}
