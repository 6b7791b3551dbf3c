import { i32le, u8, u16, u16le, u32le } from './bytes.ts';
import { data, decodeLinkType } from './dispatch.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';

/** Headers that capture drivers put before 802.11 frames: radiotap, PPI, Prism and AVS. */

const radiotapId = protocolId('Radiotap', 'radiotap');
const ppiId = protocolId('PPI', 'ppi');
const prismId = protocolId('Prism', 'prism');
const wlanLinkType = 105;
const checkSequenceBytes = 4;

export const radiotap: Protocol = { name: 'Radiotap', linkTypes: [127], layer: decodeRadiotap };
export const ppi: Protocol = { name: 'PPI', linkTypes: [192], layer: decodePpi };
/** 119 Prism, 163 AVS; drivers mix them up, the first word tells. */
export const prism: Protocol = { name: 'Prism', linkTypes: [119, 163], layer: decodePrism };

/** Size and alignment of the first radiotap fields, up to the antenna signal. */
const fieldBytes: readonly number[] = [8, 1, 1, 4, 2, 1];
const fieldAlignment: readonly number[] = [8, 1, 1, 2, 2, 1];
const flagHasCheckSequence = 0x10;
const flagPadded = 0x20;
const maxPresentWords = 16;

function decodeRadiotap(p: Packet, at: number, end: number): void {
  p.protocol = radiotapId;
  const { bytes } = p;
  if (at + 8 > end) return broken(p, at, end, 'radiotap header cut short', p.isCutShort);
  const headerBytes = u16le(bytes, at + 2);
  if (headerBytes < 8) return broken(p, at, end, 'radiotap header length below 8');
  if (at + headerBytes > end) return broken(p, at, end, 'radiotap header cut short', p.isCutShort);
  const header = at + headerBytes;
  let next = at + 4;
  for (let words = 0; words < maxPresentWords && next + 4 <= header && i32le(bytes, next) < 0; words += 1) {
    next += 4;
  }
  next += 4;
  if (p.tree) p.tree.layer('Radiotap', at, header);
  const present = i32le(bytes, at + 4);
  let flags = 0;
  for (let bit = 0; bit < 6; bit += 1) {
    if ((present & (1 << bit)) === 0) continue;
    const alignment = fieldAlignment[bit] as number;
    const size = fieldBytes[bit] as number;
    while ((next - at) % alignment !== 0) next += 1;
    if (next + size > header) break;
    if (bit === 1) flags = u8(bytes, next);
    if (p.tree) growField(p, bit, next, size);
    next += size;
  }
  let frameEnd = end;
  if ((flags & flagHasCheckSequence) !== 0) {
    p.wireEnd -= checkSequenceBytes;
    frameEnd = Math.max(header, Math.min(end, p.wireEnd));
  }
  if ((flags & flagPadded) !== 0 && p.wantsInfo) p.info = 'Radiotap, padded frame';
  decodeLinkType(p, wlanLinkType, header, frameEnd);
}

function growField(p: Packet, bit: number, at: number, size: number): void {
  const { bytes, tree } = p;
  if (bit === 0) tree?.field('Timer', `${u32le(bytes, at)} µs (low 32 bits)`, at, size);
  else if (bit === 1) tree?.field('Flags', u8(bytes, at), at, size);
  else if (bit === 2) tree?.field('Rate', `${u8(bytes, at) / 2} Mb/s`, at, size);
  else if (bit === 3) tree?.field('Channel', `${u16le(bytes, at)} MHz`, at, size);
  else if (bit === 5) tree?.field('Antenna signal', `${(u8(bytes, at) << 24) >> 24} dBm`, at, size);
}

function decodePpi(p: Packet, at: number, end: number): void {
  p.protocol = ppiId;
  const { bytes } = p;
  if (at + 8 > end) return broken(p, at, end, 'PPI header cut short', p.isCutShort);
  const headerBytes = u16le(bytes, at + 2);
  const linkType = u32le(bytes, at + 4);
  if (headerBytes < 8) return broken(p, at, end, 'PPI header length below 8');
  if (at + headerBytes > end) return broken(p, at, end, 'PPI header cut short', p.isCutShort);
  if (p.tree) {
    p.tree.layer('Per-packet information', at, at + headerBytes);
    p.tree.field('Header length', headerBytes, at + 2, 2);
    p.tree.field('Link type', linkType, at + 4, 4);
  }
  // The common 802.11 field (type 2) says whether the check sequence is part of the frame.
  let frameEnd = end;
  for (let next = at + 8; next + 4 <= at + headerBytes; next += 4 + u16le(bytes, next + 2)) {
    if (u16le(bytes, next) !== 2 || next + 14 > at + headerBytes) continue;
    if ((u16le(bytes, next + 12) & 1) !== 0) {
      p.wireEnd -= checkSequenceBytes;
      frameEnd = Math.max(at + headerBytes, Math.min(end, p.wireEnd));
    }
    break;
  }
  decodeLinkType(p, linkType, at + headerBytes, frameEnd);
}

const avsMagic = 0x8021;

function decodePrism(p: Packet, at: number, end: number): void {
  p.protocol = prismId;
  const { bytes } = p;
  if (at + 8 > end) return broken(p, at, end, 'Prism header cut short', p.isCutShort);
  // AVS: magic and length in network order. Prism: message code, then length in either order.
  const isAvs = u16(bytes, at) === avsMagic;
  const little = u32le(bytes, at + 4);
  const big = (u16(bytes, at + 4) * 65536 + u16(bytes, at + 6)) >>> 0;
  const headerBytes = isAvs || little > 0xffff ? big : little;
  if (headerBytes < 8 || headerBytes > 0xffff) return broken(p, at, end, 'Prism header length is wrong');
  if (at + headerBytes > end) return broken(p, at, end, 'Prism header cut short', p.isCutShort);
  p.tree?.layer(isAvs ? 'AVS header' : 'Prism header', at, at + headerBytes);
  decodeLinkType(p, wlanLinkType, at + headerBytes, end);
}

function broken(p: Packet, at: number, end: number, reason: string, excused = false): void {
  if (!excused) p.fail(reason);
  if (p.wantsInfo) p.info = reason;
  data(p, at, end);
}
