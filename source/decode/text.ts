import type { Bytes } from './bytes.ts';

/**
 * The one door through which wire bytes become text. What comes out is safe on any terminal: no C0/C1
 * control, no DEL, no escape sequence, no bidirectional override, no zero-width or line-separating mark;
 * each of those, and every byte that is not valid UTF-8, is shown as a visible escape (\x1b, \u202e).
 */

/** Longest text made from the wire; the rest is shown as an ellipsis. */
export const maxTextBytes = 1024;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Characters that must never reach a terminal although they are valid UTF-8. */
const unsafeCharacters =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu;

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code === 0x09) return '\\t';
  if (code === 0x0a) return '\\n';
  if (code === 0x0d) return '\\r';
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  return `\\u${code.toString(16).padStart(4, '0')}`;
}

/** Makes an already decoded string safe: for interface names, file comments and error texts. */
export function safeString(text: string): string {
  return text.replace(unsafeCharacters, escapeCharacter);
}

/** The bytes [start, end) as safe text: plain ASCII as it is, valid UTF-8 kept, everything else escaped. */
export function safeText(bytes: Bytes, start: number, end: number): string {
  const stop = Math.min(end, start + maxTextBytes);
  let plain = true;
  for (let at = start; at < stop; at += 1) {
    const byte = bytes[at] as number;
    if (byte < 0x20 || byte > 0x7e) {
      plain = false;
      break;
    }
  }
  const tail = stop < end ? '…' : '';
  if (plain) return asciiText(bytes, start, stop) + tail;
  try {
    return safeString(decoder.decode(bytes.subarray(start, stop))) + tail;
  } catch {
    return escapeBytes(bytes, start, stop) + tail;
  }
}

/** Only for bytes already known to be printable ASCII. */
function asciiText(bytes: Bytes, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at += 1) text += String.fromCharCode(bytes[at] as number);
  return text;
}

/** Printable ASCII as it is, every other byte as \xNN. */
export function escapeBytes(bytes: Bytes, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] as number;
    text +=
      byte >= 0x20 && byte <= 0x7e ? String.fromCharCode(byte) : escapeCharacter(String.fromCharCode(byte));
  }
  return text;
}

/** The line that starts at `start`, without its CR LF, as safe text. */
export function safeLine(bytes: Bytes, start: number, end: number): string {
  let stop = start;
  while (stop < end && bytes[stop] !== 0x0a && bytes[stop] !== 0x0d) stop += 1;
  return safeText(bytes, start, stop);
}

/** A fixed field padded with NULs, as safe text. */
export function safePadded(bytes: Bytes, start: number, end: number): string {
  let stop = start;
  while (stop < end && bytes[stop] !== 0) stop += 1;
  return safeText(bytes, start, stop);
}

const hexDigits = '0123456789abcdef';

/** Bytes as lower-case hex, at most `limit` of them, then an ellipsis. */
export function hex(bytes: Bytes, start: number, end: number, separator = '', limit = 64): string {
  const stop = Math.min(end, start + limit);
  let text = '';
  for (let at = start; at < stop; at += 1) {
    const byte = bytes[at] as number;
    if (at > start) text += separator;
    text += hexDigits.charAt(byte >> 4) + hexDigits.charAt(byte & 15);
  }
  return stop < end ? `${text}…` : text;
}

/** A number as 0x… with at least `digits` digits. */
export function hexNumber(value: number, digits = 4): string {
  return `0x${(value >>> 0).toString(16).padStart(digits, '0')}`;
}
