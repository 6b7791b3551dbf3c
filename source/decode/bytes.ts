/**
 * Reading numbers out of captured bytes. Callers check `at + n <= end` first: these never check, and a
 * read past the memory yields 0 after coercion, never an exception. The casts are the one place where
 * "an index may be missing" is overruled; V8 inlines all of these.
 */

export type Bytes = Uint8Array;

export function u8(bytes: Bytes, at: number): number {
  return bytes[at] as number;
}

export function u16(bytes: Bytes, at: number): number {
  return ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
}

export function u16le(bytes: Bytes, at: number): number {
  return (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
}

export function u24(bytes: Bytes, at: number): number {
  return ((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number);
}

/** Signed on purpose: an int32 stays a small integer in V8, a uint32 above 2³¹ would be a heap number. */
export function i32(bytes: Bytes, at: number): number {
  return (
    ((bytes[at] as number) << 24) |
    ((bytes[at + 1] as number) << 16) |
    ((bytes[at + 2] as number) << 8) |
    (bytes[at + 3] as number)
  );
}

export function u32(bytes: Bytes, at: number): number {
  return i32(bytes, at) >>> 0;
}

export function i32le(bytes: Bytes, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  );
}

export function u32le(bytes: Bytes, at: number): number {
  return i32le(bytes, at) >>> 0;
}

/** For trees and summaries only: allocates a bigint. */
export function u64(bytes: Bytes, at: number): bigint {
  return (BigInt(u32(bytes, at)) << 32n) | BigInt(u32(bytes, at + 4));
}

export function u64le(bytes: Bytes, at: number): bigint {
  return (BigInt(u32le(bytes, at + 4)) << 32n) | BigInt(u32le(bytes, at));
}

/** True when the ASCII of `text` stands at `at` and lies wholly before `end`. */
export function startsWith(bytes: Bytes, at: number, end: number, text: string): boolean {
  if (at + text.length > end) return false;
  for (let index = 0; index < text.length; index += 1) {
    if (bytes[at + index] !== text.charCodeAt(index)) return false;
  }
  return true;
}

/** Position of `byte` in [at, end), or -1. */
export function indexOfByte(bytes: Bytes, at: number, end: number, byte: number): number {
  for (let index = at; index < end; index += 1) if (bytes[index] === byte) return index;
  return -1;
}
