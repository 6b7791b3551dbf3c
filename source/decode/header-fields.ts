import { ipv4At, ipv6At, macAt } from './address.ts';
import { type Bytes, u8, u16, u16le, u24, u32, u32le, u64, u64le } from './bytes.ts';
import { hex, hexNumber, safePadded } from './text.ts';
import type { Tree } from './tree.ts';

/** Fixed headers as tables: label, place and how to write the value, for trees only (they may allocate). */

export type NameTable = Readonly<Record<number, string>>;

/** A name table shows 'name (number)'; `little` and `littleHex` are least significant byte first. */
export type FieldFormat =
  | 'number'
  | 'hex'
  | 'little'
  | 'littleHex'
  | 'bytes'
  | 'text'
  | 'ipv4'
  | 'ipv6'
  | 'mac'
  | NameTable;

export type HeaderField = readonly [
  label: string,
  offset: number,
  size: number,
  format?: FieldFormat,
  filter?: string,
];

/** Adds the fields of `fields` that lie wholly before `end`; offsets count from `at`. */
export function growHeader(
  tree: Tree,
  bytes: Bytes,
  at: number,
  end: number,
  fields: readonly HeaderField[],
): void {
  for (const [label, offset, size, format = 'number', filter] of fields) {
    const start = at + offset;
    if (start + size > end) return;
    tree.field(label, formatField(bytes, start, size, format), start, size, filter);
  }
}

function formatField(bytes: Bytes, at: number, size: number, format: FieldFormat): string {
  switch (format) {
    case 'number':
      return String(bigEndian(bytes, at, size));
    case 'little':
      return String(littleEndian(bytes, at, size));
    case 'hex':
      return size <= 4
        ? hexNumber(Number(bigEndian(bytes, at, size)), size * 2)
        : `0x${hex(bytes, at, at + size)}`;
    case 'littleHex':
      return size <= 4
        ? hexNumber(Number(littleEndian(bytes, at, size)), size * 2)
        : `0x${u64le(bytes, at).toString(16).padStart(16, '0')}`;
    case 'bytes':
      return hex(bytes, at, at + size);
    case 'text':
      return safePadded(bytes, at, at + size);
    case 'ipv4':
      return ipv4At(bytes, at);
    case 'ipv6':
      return ipv6At(bytes, at);
    case 'mac':
      return macAt(bytes, at);
    default: {
      const value = Number(bigEndian(bytes, at, size));
      return numbered(format, value);
    }
  }
}

/** 'Request (1)', or 'unknown (9)'. */
export function numbered(names: NameTable, value: number): string {
  return `${names[value] ?? 'unknown'} (${value})`;
}

function bigEndian(bytes: Bytes, at: number, size: number): number | bigint {
  if (size === 1) return u8(bytes, at);
  if (size === 2) return u16(bytes, at);
  if (size === 3) return u24(bytes, at);
  return size === 4 ? u32(bytes, at) : u64(bytes, at);
}

function littleEndian(bytes: Bytes, at: number, size: number): number | bigint {
  if (size === 1) return u8(bytes, at);
  if (size === 2) return u16le(bytes, at);
  if (size === 3) return u16le(bytes, at) | (u8(bytes, at + 2) << 16);
  return size === 4 ? u32le(bytes, at) : u64le(bytes, at);
}
