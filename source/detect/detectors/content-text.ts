import type { Bytes } from '../../decode/bytes.ts';
import { startsWithIgnoringCase } from '../../decode/text-lines.ts';

/** Looking for words in what was captured; nothing here allocates. */

/** Position of the ASCII of `lower` (lower case, not empty) in [at, end), in any case; -1. */
export function findIgnoringCase(bytes: Bytes, at: number, end: number, lower: string): number {
  const first = lower.charCodeAt(0);
  const last = end - lower.length;
  for (let next = at; next <= last; next += 1) {
    const byte = bytes[next] as number;
    const folded = byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
    if (folded === first && startsWithIgnoringCase(bytes, next, end, lower)) return next;
  }
  return -1;
}

/** Whether any of `words` (lower case) stands in [at, end). */
export function hasAnyWord(bytes: Bytes, at: number, end: number, words: readonly string[]): boolean {
  for (let index = 0; index < words.length; index += 1) {
    if (findIgnoringCase(bytes, at, end, words[index] as string) >= 0) return true;
  }
  return false;
}

/** Behind the next space (or tab) in [at, end); `end` without one before the line ends. */
export function nextWord(bytes: Bytes, at: number, end: number): number {
  for (let next = at; next < end; next += 1) {
    const byte = bytes[next];
    if (byte === 0x20 || byte === 0x09) return next + 1;
    if (byte === 0x0a || byte === 0x0d) return end;
  }
  return end;
}

/** End of the word at `at`. */
export function wordEnd(bytes: Bytes, at: number, end: number): number {
  for (let next = at; next < end; next += 1) {
    if ((bytes[next] as number) <= 0x20) return next;
  }
  return end;
}

/** Behind the empty line that ends the head of a message; -1 when it does not end in [at, end). */
export function bodyAt(bytes: Bytes, at: number, end: number): number {
  for (let next = at; next + 4 <= end; next += 1) {
    if (bytes[next] !== 0x0d || bytes[next + 1] !== 0x0a) continue;
    if (bytes[next + 2] === 0x0d && bytes[next + 3] === 0x0a) return next + 4;
  }
  return -1;
}
