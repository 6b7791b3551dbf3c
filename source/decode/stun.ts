import { i32, u8, u16 } from './bytes.ts';
import { decodeApplication } from './dispatch.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { growStunAttributes, summarizeStunAttributes } from './stun-attributes.ts';
import { hex, hexNumber } from './text.ts';

const stunId = protocolId('STUN');
const classicId = protocolId('CLASSIC-STUN', 'stun');
const headerBytes = 20;
const magicCookie = 0x2112a442;
const stunPorts: readonly number[] = [3478, 3479];
const channelHeaderBytes = 4;
const maxMessages = 16;
const maxAttributes = 32;
const lastClassicAttribute = 0x0020;

// biome-ignore format: a table
const methodNames: Readonly<Record<number, string>> = {
  1: 'Binding', 2: 'Shared Secret', 3: 'Allocate', 4: 'Refresh', 6: 'Send', 7: 'Data',
  8: 'Create Permission', 9: 'Channel-Bind', 10: 'Connect', 11: 'Connection-Bind',
  12: 'Connection-Attempt', 128: 'GOOG-Ping',
};
const classNames: readonly string[] = ['Request', 'Indication', 'Success Response', 'Error Response'];

export const stun: Protocol = {
  name: 'STUN',
  tcpPorts: stunPorts,
  udpPorts: stunPorts,
  application: decodeStun,
  guess: { over: 'both', firstBytes: [0x00, 0x01, 0x02, 0x03], accepts: guessStun },
};

/** Data relayed by a TURN server: channel number and length, nothing else. */
export const turnChannel: Protocol = {
  name: 'TURN channel',
  application: decodeChannel,
  guess: { over: 'udp', firstBytes: Array.from({ length: 16 }, (_, low) => 0x40 + low), accepts: isChannel },
};

/** Position of a message: some carry STUN over TCP behind its length. */
function messageAt(p: Packet, at: number, end: number): number {
  const { bytes } = p;
  if (isMessage(p, at, end) && i32(bytes, at + 4) === magicCookie) return at;
  const framed = at + 2;
  if (p.carrier === 6 && isMessage(p, framed, end) && i32(bytes, framed + 4) === magicCookie) return framed;
  return -1;
}

function guessStun(p: Packet, at: number, end: number): boolean {
  return messageAt(p, at, end) >= 0 || isClassic(p, at, end);
}

function isMessage(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + headerBytes > end || u8(bytes, at) > 0x3f) return false;
  return p.carrier === 6 || at + headerBytes + u16(bytes, at + 2) <= p.wireEnd;
}

/** Bits of the method surround those of the class. */
function methodOf(type: number): number {
  return (type & 0x000f) | ((type & 0x00e0) >> 1) | ((type & 0x3e00) >> 2);
}

function classOf(type: number): number {
  return ((type & 0x0010) >> 4) | ((type & 0x0100) >> 7);
}

function typeName(type: number): string {
  return `${methodNames[methodOf(type)] ?? `Method ${hexNumber(methodOf(type), 3)}`} ${classNames[classOf(type)] ?? ''}`;
}

function decodeStun(p: Packet, at: number, end: number): boolean {
  const message = messageAt(p, at, end);
  if (message < 0) return decodeClassic(p, at, end) || (isChannel(p, at, end) && decodeChannel(p, at, end));
  p.protocol = stunId;
  if (p.wantsInfo) show(p, message, end, true);
  return true;
}

/** Before the cookie (RFC 3489): a binding message whose attributes fill it, and it the datagram, exactly. */
function isClassic(p: Packet, at: number, end: number): boolean {
  if (p.carrier !== 17 || !isMessage(p, at, end)) return false;
  const { bytes } = p;
  const method = methodOf(u16(bytes, at));
  if ((method !== 1 && method !== 2) || at + headerBytes + u16(bytes, at + 2) !== p.wireEnd) return false;
  let next = at + headerBytes;
  // An empty message proves nothing: only on the protocol's own port.
  if (next === p.wireEnd) return stunPorts.includes(p.carrierSrcPort) || stunPorts.includes(p.carrierDstPort);
  for (let count = 0; count < maxAttributes && next + 4 <= end; count += 1) {
    const type = u16(bytes, next);
    if (type === 0 || (type > lastClassicAttribute && type < 0x8000)) return false;
    next += 4 + u16(bytes, next + 2);
  }
  return next === p.wireEnd || (next > end && p.isCutShort);
}

function decodeClassic(p: Packet, at: number, end: number): boolean {
  if (!isClassic(p, at, end)) return false;
  p.protocol = classicId;
  if (p.wantsInfo) show(p, at, end, false);
  return true;
}

function show(p: Packet, at: number, end: number, hasMagic: boolean): void {
  const { bytes, tree } = p;
  let text = '';
  let next = at;
  for (let count = 0; count < maxMessages && isMessage(p, next, end); count += 1) {
    if (hasMagic && i32(bytes, next + 4) !== magicCookie) break;
    const name = typeName(u16(bytes, next));
    const attributes = next + headerBytes;
    const stop = Math.min(end, attributes + u16(bytes, next + 2));
    text += `${count === 0 ? '' : ', '}${name}${summarizeStunAttributes(bytes, attributes, stop)}`;
    if (tree) {
      tree.layer('Session Traversal Utilities for NAT', next, stop);
      tree.field('Type', `${name} (${hexNumber(u16(bytes, next))})`, next, 2);
      tree.field('Length', u16(bytes, next + 2), next + 2, 2);
      if (hasMagic) tree.field('Magic cookie', hex(bytes, next + 4, next + 8), next + 4, 4);
      const id = hasMagic ? next + 8 : next + 4;
      tree.field('Transaction id', hex(bytes, id, attributes), id, attributes - id);
      growStunAttributes(tree, bytes, attributes, stop, next + 4);
    }
    next = attributes + u16(bytes, next + 2);
    if (next >= end) break;
  }
  p.info = text;
}

/** Channels are 0x4000 to 0x4fff; the length fits exactly (over TCP padded to four). */
function isChannel(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + channelHeaderBytes > end || u8(bytes, at) >> 4 !== 4) return false;
  const size = p.wireEnd - at - channelHeaderBytes;
  const length = u16(bytes, at + 2);
  return length > 0 && (length === size || (p.carrier === 6 && size - length > 0 && size - length < 4));
}

function decodeChannel(p: Packet, at: number, end: number): boolean {
  if (!isChannel(p, at, end)) return false;
  const { bytes } = p;
  const channel = u16(bytes, at);
  const length = u16(bytes, at + 2);
  const content = at + channelHeaderBytes;
  p.protocol = stunId;
  if (p.wantsInfo) p.info = `ChannelData TURN Message, channel ${hexNumber(channel)}, ${length} bytes`;
  if (p.tree) {
    p.tree.layer('TURN ChannelData', at, content);
    p.tree.field('Channel', hexNumber(channel), at, 2);
    p.tree.field('Length', length, at + 2, 2);
  }
  decodeApplication(p, content, Math.min(end, content + length));
  return true;
}
