import { macAt } from './address.ts';
import { i32, u16 } from './bytes.ts';
import { decodeEtherType } from './dispatch.ts';
import { decodeIsl, isIsl } from './isl.ts';
import { decodeLlc } from './llc.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hexNumber } from './text.ts';

const ethernetId = protocolId('Ethernet');
const headerBytes = 14;
/** Type fields up to this value are 802.3 lengths. */
const largestLength = 1500;

export const ethernet: Protocol = {
  name: 'Ethernet',
  linkTypes: [1],
  /** Transparent Ethernet bridging, inside GRE and Geneve. */
  etherTypes: [0x6558],
  layer: decodeEthernet,
};

function decodeEthernet(p: Packet, at: number, end: number): void {
  p.protocol = ethernetId;
  const { bytes } = p;
  if (at + headerBytes > end) {
    p.tooShort('Ethernet header cut short');
    if (p.wantsInfo) p.info = `Ethernet, only ${end - at} bytes`;
    return;
  }
  if (isIsl(p, at)) return decodeIsl(p, at, end);
  const type = u16(bytes, at + 12);
  if (p.hasEthernet === 0 && p.networkLayers === 0) {
    p.hasEthernet = 1;
    p.ethDstHigh = u16(bytes, at);
    p.ethDstLow = i32(bytes, at + 2);
    p.ethSrcHigh = u16(bytes, at + 6);
    p.ethSrcLow = i32(bytes, at + 8);
    if (type > largestLength) p.etherType = type;
  }
  if (p.tree) {
    p.tree.layer(`Ethernet, ${macAt(bytes, at + 6)} → ${macAt(bytes, at)}`, at, at + headerBytes);
    p.tree.field('Destination', macAt(bytes, at), at, 6, 'eth.dst');
    p.tree.field('Source', macAt(bytes, at + 6), at + 6, 6, 'eth.src');
    if (type > largestLength) p.tree.field('Type', hexNumber(type), at + 12, 2, 'eth.type');
    else p.tree.field('Length', type, at + 12, 2);
  }
  decodeAfterMac(p, type, at + headerBytes, end);
}

/** What follows a type-or-length field: shared with VLAN tags. */
export function decodeAfterMac(p: Packet, type: number, at: number, end: number): void {
  if (type > largestLength) {
    decodeEtherType(p, type, at, end);
    return;
  }
  // 802.3: the length says where the frame's content ends and padding begins.
  const wireEnd = at + type;
  if (type > 0 && wireEnd < p.wireEnd) p.wireEnd = wireEnd;
  decodeLlc(p, at, type > 0 ? Math.min(end, wireEnd) : end);
}
