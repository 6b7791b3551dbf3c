import { broken, cutShort } from './broken.ts';
import { u8, u16, u32 } from './bytes.ts';
import { data, decodeEtherType, knowsEtherType } from './dispatch.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hexNumber } from './text.ts';

/** Generic Routing Encapsulation, version 0 (RFC 2784/2890, older with routing) and version 1 (PPTP). */

const greId = protocolId('GRE');
const flagChecksum = 0x8000;
const flagRouting = 0x4000;
const flagKey = 0x2000;
const flagSequence = 0x1000;
const flagAcknowledgment = 0x0080;
const maxRoutes = 16;
const pppType = 0x880b;
const wccpType = 0x883e;
const erspanType = 0x88be;
const osiType = 0x00fe;
const ciscoOsiType = 0xfefe;
const ethernetType = 0x6558;

export const gre: Protocol = {
  name: 'GRE',
  ipProtocols: [47],
  /** Aruba and others carry GRE in UDP; RFC 8086. */
  udpPorts: [4754],
  application: decodeGreInUdp,
  layer: decodeGre,
};

function decodeGreInUdp(p: Packet, at: number, end: number): boolean {
  if (at + 4 > end || (u8(p.bytes, at + 1) & 7) !== 0) return false;
  decodeGre(p, at, end);
  return true;
}

/** Where the content begins, or -1 when the header does not fit. */
function headerEnd(p: Packet, at: number, end: number, flags: number): number {
  let next = at + 4;
  const version = flags & 7;
  if (version === 0 && (flags & (flagChecksum | flagRouting)) !== 0) next += 4;
  if ((flags & flagKey) !== 0) next += 4;
  if ((flags & flagSequence) !== 0) next += 4;
  if (version === 1 && (flags & flagAcknowledgment) !== 0) next += 4;
  if (version === 0 && (flags & flagRouting) !== 0) {
    for (let count = 0; count < maxRoutes; count += 1) {
      if (next + 4 > end) return -1;
      const length = u8(p.bytes, next + 3);
      const isLast = u16(p.bytes, next) === 0 && length === 0;
      next += 4 + length;
      if (isLast) break;
    }
  }
  return next <= end ? next : -1;
}

function decodeGre(p: Packet, at: number, end: number): void {
  p.protocol = greId;
  const { bytes } = p;
  if (at + 4 > end) return cutShort(p, at, end, 'GRE header cut short');
  const flags = u16(bytes, at);
  const type = u16(bytes, at + 2);
  const version = flags & 7;
  if (version > 1) return broken(p, at, end, 'unknown GRE version');
  let content = headerEnd(p, at, end, flags);
  if (p.wantsInfo) p.info = `Encapsulated ${hexNumber(type)}, GRE version ${version}`;
  if (p.tree) growTree(p, at, content < 0 ? end : content, flags, type);
  if (content < 0) return cutShort(p, at, end, 'GRE header cut short');
  if (version === 1) {
    // PPTP gives the content's length where others keep the key; without it this is an acknowledgment.
    if ((flags & flagSequence) === 0 || type !== pppType) {
      if (p.wantsInfo) p.info = 'PPTP acknowledgment';
      return data(p, content, end);
    }
    const wireEnd = content + u16(bytes, at + 4);
    if (wireEnd < p.wireEnd) p.wireEnd = wireEnd;
    return decodeEtherType(p, pppType, content, Math.min(end, wireEnd));
  }
  // Version 2 of WCCP puts four bytes of redirection before the packet; a packet begins with 4.
  if (type === wccpType) {
    if (content < end && u8(bytes, content) >> 4 !== 4) content += 4;
    if (content >= end) return cutShort(p, at, end, 'WCCP header cut short');
    return decodeEtherType(p, 0x0800, content, end);
  }
  // The first kind of ERSPAN has no header of its own, and no sequence number tells it.
  if (type === erspanType && (flags & flagSequence) === 0)
    return decodeEtherType(p, ethernetType, content, end);
  const inner = type === osiType ? ciscoOsiType : type;
  if (content < end && knowsEtherType(inner)) decodeEtherType(p, inner, content, end);
  else data(p, content, end);
}

function growTree(p: Packet, at: number, end: number, flags: number, type: number): void {
  const { bytes, tree } = p;
  if (!tree) return;
  const version = flags & 7;
  tree.layer('Generic Routing Encapsulation', at, end);
  tree.field('Flags and version', hexNumber(flags), at, 2);
  tree.field('Protocol', hexNumber(type), at + 2, 2);
  let next = at + 4;
  const word = (label: string, text: (value: number) => string): void => {
    if (next + 4 <= end) tree.field(label, text(u32(bytes, next)), next, 4);
    next += 4;
  };
  if (version === 0 && (flags & (flagChecksum | flagRouting)) !== 0) {
    word('Checksum and offset', value => hexNumber(value, 8));
  }
  if ((flags & flagKey) !== 0) {
    if (version === 1) word('Payload length and call', value => `${value >>> 16}, call ${value & 0xffff}`);
    else word('Key', value => hexNumber(value, 8));
  }
  if ((flags & flagSequence) !== 0) word('Sequence number', String);
  if (version === 1 && (flags & flagAcknowledgment) !== 0) word('Acknowledgment number', String);
}
