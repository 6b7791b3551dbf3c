import { u8, u16, u32 } from './bytes.ts';
import { nameQuicInitial, type Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { helloServerName, openInitial } from './quic-crypto.ts';
import {
  isReservedQuicVersion,
  longHeaderEnd,
  longHeaderType,
  longPacketEnd,
  quicDraft,
  quicInitial,
  quicRetry,
  quicTypeNames,
} from './quic-packet.ts';
import { growQuicPackets } from './quic-tree.ts';
import { hex } from './text.ts';

const quicId = protocolId('QUIC');
const maxPackets = 8;
const securePort = 443;
/** Header byte, packet number, and the 20 bytes header protection needs. */
const leastShortPacketBytes = 21;
/** Where short headers, which say nothing about themselves, are believed: HTTP/3, DNS, tests. */
const quicPorts: readonly number[] = [443, 784, 853, 4433, 8853];
const longHeaderBytes = Array.from({ length: 128 }, (_, index) => 128 + index);
const shortHeaderBytes = Array.from({ length: 64 }, (_, index) => 64 + index);

export const quic: Protocol = {
  name: 'QUIC',
  application: decodeQuic,
  guess: { over: 'udp', firstBytes: longHeaderBytes, accepts: isLongHeader },
};

/** Short headers of established connections: by port, after everybody else declined. */
export const quicShort: Protocol = {
  name: 'QUIC short header',
  application: decodeShort,
  guess: { over: 'udp', firstBytes: shortHeaderBytes, accepts: isShortHeader },
};

/** A long header of a known version whose lengths fit the datagram. */
function isLongHeader(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  const headerEnd = longHeaderEnd(bytes, at, end);
  if (headerEnd < 0 || (u8(bytes, at) & 0x80) === 0) return false;
  const version = u32(bytes, at + 1);
  if (version === 0) return isNegotiation(p, headerEnd, end);
  if (quicDraft(version) === 0 && !isReservedQuicVersion(version)) return false;
  const type = longHeaderType(bytes, at);
  if (type === quicRetry) return headerEnd < end;
  const packetEnd = longPacketEnd(bytes, at, end);
  return packetEnd > headerEnd && packetEnd <= p.wireEnd;
}

/** A list of versions, one of them known. */
function isNegotiation(p: Packet, at: number, end: number): boolean {
  if (at >= end || (p.wireEnd - at) % 4 !== 0) return false;
  for (let next = at; next + 4 <= end; next += 4) {
    const version = u32(p.bytes, next);
    if (quicDraft(version) > 0 || version >>> 24 === 0x51 || isReservedQuicVersion(version)) return true;
  }
  return false;
}

function decodeQuic(p: Packet, at: number, end: number): boolean {
  if (!isLongHeader(p, at, end)) return false;
  const { bytes } = p;
  p.protocol = quicId;
  // Only clients name a server, and only they can be read without having seen the other side.
  if (longHeaderType(bytes, at) === quicInitial && p.carrierSrcPort !== securePort) {
    p.name(nameQuicInitial, at, end - at);
  }
  if (!p.wantsInfo) return true;
  const opened = openInitial(bytes, at, end);
  let text = '';
  let isOpened = opened !== undefined;
  let next = at;
  for (let count = 0; count < maxPackets && next < end; count += 1) {
    if (count > 0) text += '; ';
    if (u8(bytes, next) < 0x80) {
      text += 'Protected Payload (KP0)';
      break;
    }
    const packetEnd = longPacketEnd(bytes, next, end);
    if (longHeaderEnd(bytes, next, end) < 0 || packetEnd < 0) break;
    text += headerText(p, next);
    if (isOpened && opened !== undefined && longHeaderType(bytes, next) === quicInitial) {
      text += `, PKN: ${opened.packetNumbers.join(' ')}, ${opened.frames.join(', ')}`;
      const name = helloServerName(opened.handshake);
      if (name !== '') text += ` (SNI=${name})`;
      isOpened = false;
    }
    next = packetEnd;
  }
  p.info = text;
  if (p.tree) growQuicPackets(p, p.tree, at, end, opened);
  return true;
}

function headerText(p: Packet, at: number): string {
  const { bytes } = p;
  const type = longHeaderType(bytes, at);
  const destination = u8(bytes, at + 5);
  const source = at + 6 + destination;
  let text = quicTypeNames[type] ?? 'Long Header';
  if (destination > 0) text += `, DCID=${hex(bytes, at + 6, source)}`;
  if (u8(bytes, source) > 0) text += `, SCID=${hex(bytes, source + 1, source + 1 + u8(bytes, source))}`;
  return text;
}

function isShortHeader(p: Packet, at: number, end: number): boolean {
  if (end - at < leastShortPacketBytes || u8(p.bytes, at) >> 6 !== 1) return false;
  // One question, few answers: DNS hides on these ports too.
  if (u16(p.bytes, at + 4) === 1 && u8(p.bytes, at + 6) === 0 && u8(p.bytes, at + 8) === 0) return false;
  return quicPorts.includes(p.carrierSrcPort) || quicPorts.includes(p.carrierDstPort);
}

function decodeShort(p: Packet, at: number, end: number): boolean {
  if (!isShortHeader(p, at, end)) return false;
  p.protocol = quicId;
  if (p.wantsInfo) p.info = 'Protected Payload (KP0)';
  if (p.tree) {
    p.tree.layer('QUIC', at, end);
    p.tree.field('Header form', 'short (established connection)', at, 1);
    p.tree.field('Protected payload', `${end - at - 1} bytes`, at + 1, end - at - 1);
  }
  return true;
}
