import { type Bytes, u8, u16, u32 } from './bytes.ts';
import { hex } from './text.ts';

/** Addresses as people write them. Columns keep numbers; these run only for rows that are drawn or exported. */

export function formatIpv4(address: number): string {
  return `${(address >>> 24) & 255}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}

/** RFC 5952: lower case, longest run of zero groups (at least two) shortened, mapped IPv4 in dots. */
export function formatIpv6(a: number, b: number, c: number, d: number): string {
  if (a === 0 && b === 0) {
    if (c === 0xffff) return `::ffff:${formatIpv4(d)}`;
    if (c === 0 && d !== 0 && d !== 1 && d >>> 16 !== 0) return `::${formatIpv4(d)}`;
  }
  const groups = [a >>> 16, a & 0xffff, b >>> 16, b & 0xffff, c >>> 16, c & 0xffff, d >>> 16, d & 0xffff];
  let bestStart = -1;
  let bestLength = 1;
  for (let start = 0; start < 8; start += 1) {
    let length = 0;
    while (start + length < 8 && groups[start + length] === 0) length += 1;
    if (length > bestLength) {
      bestStart = start;
      bestLength = length;
    }
    if (length > 0) start += length;
  }
  const text = (from: number, to: number): string =>
    groups
      .slice(from, to)
      .map(group => group.toString(16))
      .join(':');
  return bestStart < 0 ? text(0, 8) : `${text(0, bestStart)}::${text(bestStart + bestLength, 8)}`;
}

export function formatMac(high16: number, low32: number): string {
  const digits =
    (high16 & 0xffff).toString(16).padStart(4, '0') + (low32 >>> 0).toString(16).padStart(8, '0');
  return digits.replace(/..(?!$)/g, '$&:');
}

export function ipv4At(bytes: Bytes, at: number): string {
  return `${u8(bytes, at)}.${u8(bytes, at + 1)}.${u8(bytes, at + 2)}.${u8(bytes, at + 3)}`;
}

export function ipv6At(bytes: Bytes, at: number): string {
  return formatIpv6(u32(bytes, at), u32(bytes, at + 4), u32(bytes, at + 8), u32(bytes, at + 12));
}

export function macAt(bytes: Bytes, at: number): string {
  return hex(bytes, at, at + 6, ':');
}

/** 0xAABB at an even place, e.g. for EUI-64 identifiers. */
export function eui64At(bytes: Bytes, at: number): string {
  return [u16(bytes, at), u16(bytes, at + 2), u16(bytes, at + 4), u16(bytes, at + 6)]
    .map(group => group.toString(16).padStart(4, '0'))
    .join(':');
}
