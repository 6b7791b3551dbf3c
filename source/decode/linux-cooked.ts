import { u8, u16, u32 } from './bytes.ts';
import { data, decodeEtherType, decodeLinkType, decodePppProtocol } from './dispatch.ts';
import { decodeLlc } from './llc.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hex, hexNumber } from './text.ts';

/** What Linux hands out on the `any` device and on links without a header of their own. */

const cookedId = protocolId('SLL');
const cooked2Id = protocolId('SLL2', 'sll');
const version1Bytes = 16;
const version2Bytes = 20;

/** ARPHRD_ numbers whose packets are not described by the protocol field. */
const hardwareRadiotap = 803;
const hardwareWireless = 801;
const hardwareNetlink = 824;
const netlinkLinkType = 253;

/** Protocol fields below 0x0600 that Linux gave its own meaning. */
const raw8023 = 1;
const logicalLink = 4;
const pppFrame = 7;

export const linuxCooked: Protocol = {
  name: 'SLL',
  linkTypes: [113],
  layer: decodeVersion1,
};

export const linuxCooked2: Protocol = {
  name: 'SLL2',
  linkTypes: [276],
  layer: decodeVersion2,
};

const packetTypes: readonly string[] = ['to us', 'broadcast', 'multicast', 'to others', 'sent by us'];

function decodeVersion1(p: Packet, at: number, end: number): void {
  p.protocol = cookedId;
  if (at + version1Bytes > end) return cutShort(p);
  const { bytes } = p;
  const hardware = u16(bytes, at + 2);
  const protocol = u16(bytes, at + 14);
  if (p.tree) {
    p.tree.layer('Linux cooked capture', at, at + version1Bytes);
    p.tree.field('Packet type', packetTypes[u16(bytes, at)] ?? u16(bytes, at), at, 2);
    p.tree.field('Hardware type', hardware, at + 2, 2);
    p.tree.field('Address length', u16(bytes, at + 4), at + 4, 2);
    p.tree.field('Source', addressText(p, at + 6, u16(bytes, at + 4)), at + 6, 8);
    p.tree.field('Protocol', hexNumber(protocol), at + 14, 2);
  }
  decodeCooked(p, hardware, protocol, at + version1Bytes, end);
}

function decodeVersion2(p: Packet, at: number, end: number): void {
  p.protocol = cooked2Id;
  if (at + version2Bytes > end) return cutShort(p);
  const { bytes } = p;
  const hardware = u16(bytes, at + 8);
  const protocol = u16(bytes, at);
  if (p.tree) {
    p.tree.layer('Linux cooked capture, version 2', at, at + version2Bytes);
    p.tree.field('Protocol', hexNumber(protocol), at, 2);
    p.tree.field('Interface index', u32(bytes, at + 4), at + 4, 4);
    p.tree.field('Hardware type', hardware, at + 8, 2);
    p.tree.field('Packet type', packetTypes[u8(bytes, at + 10)] ?? u8(bytes, at + 10), at + 10, 1);
    p.tree.field('Address length', u8(bytes, at + 11), at + 11, 1);
    p.tree.field('Source', addressText(p, at + 12, u8(bytes, at + 11)), at + 12, 8);
  }
  decodeCooked(p, hardware, protocol, at + version2Bytes, end);
}

function cutShort(p: Packet): void {
  p.tooShort('Linux cooked header cut short');
  if (p.wantsInfo) p.info = 'Linux cooked header cut short';
}

function addressText(p: Packet, at: number, length: number): string {
  return length === 0 ? 'none' : hex(p.bytes, at, at + Math.min(8, length), ':');
}

function decodeCooked(p: Packet, hardware: number, protocol: number, at: number, end: number): void {
  if (hardware === hardwareNetlink) decodeLinkType(p, netlinkLinkType, at, end);
  else if (hardware === hardwareRadiotap) decodeLinkType(p, 127, at, end);
  else if (hardware === hardwareWireless) decodeLinkType(p, 105, at, end);
  else if (protocol >= 0x0600) {
    p.etherType = protocol;
    decodeEtherType(p, protocol, at, end);
  } else if (protocol === logicalLink || protocol === raw8023) decodeLlc(p, at, end);
  else if (protocol === pppFrame && at + 2 <= end) {
    if (!decodePppProtocol(p, u16(p.bytes, at), at + 2, end)) data(p, at, end);
  } else {
    if (p.wantsInfo) p.info = `Linux cooked, protocol ${hexNumber(protocol)}, ${end - at} bytes`;
    data(p, at, end);
  }
}
