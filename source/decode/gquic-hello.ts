import { type Bytes, i32, startsWith, u16le, u32le } from './bytes.ts';

/**
 * The Client Hello of Google's own handshake: 'CHLO', then a table of four-letter tags, each with the
 * offset at which its value ends.
 */

const tagServerName = 0x534e4900;
const entryBytes = 8;
const maxTags = 128;

/** Position of the tag table's first entry in the CHLO at `at`; -1 when there is none. */
export function gquicHelloAt(bytes: Bytes, at: number, end: number): number {
  if (at + 8 > end || !startsWith(bytes, at, end, 'CHLO')) return -1;
  return u16le(bytes, at + 4) <= maxTags ? at + 8 : -1;
}

/** Position of a tag's entry, or -1. */
export function gquicTagAt(bytes: Bytes, hello: number, end: number, tag: number): number {
  const table = gquicHelloAt(bytes, hello, end);
  if (table < 0) return -1;
  const count = u16le(bytes, hello + 4);
  for (let index = 0; index < count; index += 1) {
    const entry = table + index * entryBytes;
    if (entry + entryBytes > end) return -1;
    if (i32(bytes, entry) === tag) return entry;
  }
  return -1;
}

/** Position of the server's name in the CHLO at `hello`, or -1; its length tells `gquicNameLength`. */
export function gquicServerNameAt(bytes: Bytes, hello: number, end: number): number {
  const entry = gquicTagAt(bytes, hello, end, tagServerName);
  if (entry < 0) return -1;
  const values = hello + 8 + u16le(bytes, hello + 4) * entryBytes;
  const from = previousEnd(bytes, hello, entry);
  const to = u32le(bytes, entry + 4);
  return from < to && values + to <= end ? values + from : -1;
}

export function gquicServerNameLength(bytes: Bytes, hello: number, end: number): number {
  const entry = gquicTagAt(bytes, hello, end, tagServerName);
  return entry < 0 ? 0 : u32le(bytes, entry + 4) - previousEnd(bytes, hello, entry);
}

/** Where the value before this entry's ends: 0 for the first. */
function previousEnd(bytes: Bytes, hello: number, entry: number): number {
  return entry === hello + 8 ? 0 : u32le(bytes, entry - 4);
}
