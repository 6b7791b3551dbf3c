import { ipv6At, macAt } from './address.ts';
import { u8, u16, u32 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { hex, hexNumber } from './text.ts';

/** Fields and options of neighbor discovery and multicast listener messages, for the tree. */

const optionNames: Readonly<Record<number, string>> = {
  1: 'Source link-layer address',
  2: 'Target link-layer address',
  3: 'Prefix information',
  4: 'Redirected header',
  5: 'MTU',
  7: 'Advertisement interval',
  8: 'Home agent information',
  11: 'CGA',
  13: 'Timestamp',
  14: 'Nonce',
  24: 'Route information',
  25: 'DNS servers',
  31: 'DNS search list',
  37: 'Captive portal',
  38: 'NAT64 prefix',
};

const recordNames: readonly string[] = [
  '',
  'include',
  'exclude',
  'to include',
  'to exclude',
  'allow',
  'block',
];

export function growIcmpv6Options(p: Packet, type: number, at: number, end: number, first: number): void {
  const { bytes, tree } = p;
  if (!tree) return;
  if (type === 134 && at + 16 <= end) {
    tree.field('Hop limit', u8(bytes, at + 4), at + 4, 1);
    tree.field('Flags', hexNumber(u8(bytes, at + 5), 2), at + 5, 1);
    tree.field('Router lifetime', `${u16(bytes, at + 6)} s`, at + 6, 2);
    tree.field('Reachable time', `${u32(bytes, at + 8)} ms`, at + 8, 4);
    tree.field('Retransmission timer', `${u32(bytes, at + 12)} ms`, at + 12, 4);
  } else if ((type === 135 || type === 136 || type === 137) && at + 24 <= end) {
    if (type === 136) tree.field('Flags', hexNumber(u8(bytes, at + 4), 2), at + 4, 1);
    tree.field('Target', ipv6At(bytes, at + 8), at + 8, 16);
    if (type === 137 && at + 40 <= end) tree.field('Destination', ipv6At(bytes, at + 24), at + 24, 16);
  } else if (type >= 130 && type <= 132 && at + 24 <= end) {
    tree.field('Maximum response delay', `${u16(bytes, at + 4)} ms`, at + 4, 2);
    tree.field('Multicast address', ipv6At(bytes, at + 8), at + 8, 16);
  } else if (type === 143) growRecords(p, at + 8, end, u16(bytes, at + 6));
  if (first > 0) growOptions(p, at + first, end);
}

function growRecords(p: Packet, at: number, end: number, count: number): void {
  const { bytes, tree } = p;
  let next = at;
  for (let index = 0; index < count && next + 20 <= end; index += 1) {
    const length = 20 + u16(bytes, next + 2) * 16 + u8(bytes, next + 1) * 4;
    const kind = u8(bytes, next);
    tree?.field('Group', `${ipv6At(bytes, next + 4)} (${recordNames[kind] ?? kind})`, next, length);
    next += length;
  }
}

function growOptions(p: Packet, at: number, end: number): void {
  const { bytes, tree } = p;
  let next = at;
  while (next + 2 <= end) {
    const type = u8(bytes, next);
    const length = u8(bytes, next + 1) * 8;
    if (length === 0 || next + length > end) {
      tree?.field('Option', `${type}, wrong length ${length}`, next, end - next);
      return;
    }
    tree?.field(optionNames[type] ?? `Option ${type}`, optionText(p, type, next, length), next, length);
    next += length;
  }
}

function optionText(p: Packet, type: number, at: number, length: number): string {
  const { bytes } = p;
  if ((type === 1 || type === 2) && length === 8) return macAt(bytes, at + 2);
  if (type === 3 && length === 32) {
    return `${ipv6At(bytes, at + 16)}/${u8(bytes, at + 2)}, valid ${u32(bytes, at + 4)} s, preferred ${u32(bytes, at + 8)} s`;
  }
  if (type === 5 && length === 8) return String(u32(bytes, at + 4));
  if (type === 25 && length >= 24) return ipv6At(bytes, at + 8);
  return hex(bytes, at + 2, at + length);
}
