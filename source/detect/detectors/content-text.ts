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

/** Behind 'name:' of the field called `lower` (lower case) in the head of a message; -1 without. */
export function fieldAt(bytes: Bytes, at: number, end: number, lower: string): number {
  const first = lower.charCodeAt(0);
  const last = end - lower.length - 2;
  for (let next = at; next < last; next += 1) {
    if (bytes[next] !== 0x0a) continue;
    const byte = bytes[next + 1] as number;
    // The empty line: what follows is the body.
    if (byte === 0x0d) return -1;
    if ((byte | 0x20) !== first || !startsWithIgnoringCase(bytes, next + 1, end, lower)) continue;
    if (bytes[next + 1 + lower.length] === 0x3a) return next + 2 + lower.length;
  }
  return -1;
}

/** Whether [at, end) begins a request of HTTP, told by the first letters. */
export function beginsRequest(bytes: Bytes, at: number, end: number): boolean {
  if (at + 4 > end) return false;
  switch (bytes[at]) {
    case 0x47:
      return bytes[at + 1] === 0x45 && bytes[at + 2] === 0x54 && bytes[at + 3] === 0x20;
    case 0x50:
      return (
        bytes[at + 1] === 0x4f || bytes[at + 1] === 0x55 || bytes[at + 1] === 0x52 || bytes[at + 1] === 0x41
      );
    case 0x48:
      return bytes[at + 1] === 0x45 && bytes[at + 2] === 0x41 && bytes[at + 3] === 0x44;
    case 0x44:
    case 0x4f:
    case 0x4d:
      return true;
    default:
      return false;
  }
}
