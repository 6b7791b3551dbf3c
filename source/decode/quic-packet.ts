import { type Bytes, i32, u8, u16, u32 } from './bytes.ts';

/** The outside of QUIC packets: what is readable without keys. Positions in, positions out, -1 where it does not fit. */

export const quicVersion1 = 0x00000001;
export const quicVersion2 = 0x6b3343cf;
export const maxConnectionIdBytes = 20;
/** Header byte, version and the two lengths of connection ids. */
const leastLongHeaderBytes = 7;

export const quicInitial = 0;
export const quicZeroRtt = 1;
export const quicHandshake = 2;
export const quicRetry = 3;
/** Not on the wire: version 0 stands for it. */
export const quicNegotiation = 4;

export const quicTypeNames: readonly string[] = [
  'Initial',
  '0-RTT',
  'Handshake',
  'Retry',
  'Version Negotiation',
];

/** The draft a version number follows; 34 for the final versions 1 and 2, 0 when unknown. */
export function quicDraft(version: number): number {
  if (version === quicVersion1 || version === quicVersion2) return 34;
  const high = version >>> 8;
  if (high === 0xff0000) return version & 0xff;
  if (high === 0xfaceb0) return (version & 0xff) === 1 ? 22 : 27;
  // Google's Q050, T050, T051.
  if (version === 0x51303530 || version === 0x54303530 || version === 0x54303531) return 27;
  // Microsoft's, picoquic's, quic-go's.
  if (version >>> 16 === 0xabcd || high === 0x709a50 || version === 0x50435131) return 29;
  return 0;
}

/** Reserved versions (0x?a?a?a?a) make sure that servers still negotiate. */
export function isReservedQuicVersion(version: number): boolean {
  return (version & 0x0f0f0f0f) === 0x0a0a0a0a;
}

/** 'v1', 'v2', 'draft-29', 'Q050' … */
export function quicVersionName(version: number): string {
  if (version === quicVersion1) return '1';
  if (version === quicVersion2) return '2';
  if (version >>> 8 === 0xff0000) return `draft-${version & 0xff}`;
  if (version >>> 8 === 0xfaceb0) return `Facebook mvfst (0x${(version >>> 0).toString(16)})`;
  const letter = version >>> 24;
  if (letter === 0x51 || letter === 0x54) {
    return `Google ${String.fromCharCode(letter, (version >> 16) & 0x7f, (version >> 8) & 0x7f, version & 0x7f)}`;
  }
  return isReservedQuicVersion(version)
    ? 'reserved, forces negotiation'
    : `0x${(version >>> 0).toString(16)}`;
}

/** Length in bytes of the variable-length integer that begins with this byte. */
export function varintBytes(first: number): number {
  return 1 << (first >> 6);
}

/** A variable-length integer; values that do not fit into 30 bits become the largest that does. */
export function varint(bytes: Bytes, at: number): number {
  const first = u8(bytes, at);
  if (first < 0x40) return first;
  if (first < 0x80) return u16(bytes, at) & 0x3fff;
  if (first < 0xc0) return i32(bytes, at) & 0x3fffffff;
  return (first & 0x3f) === 0 &&
    u8(bytes, at + 1) === 0 &&
    u16(bytes, at + 2) === 0 &&
    u8(bytes, at + 4) < 0x40
    ? i32(bytes, at + 4)
    : 0x3fffffff;
}

/** Position behind the source connection id of the long header at `at`. */
export function longHeaderEnd(bytes: Bytes, at: number, end: number): number {
  if (at + leastLongHeaderBytes > end) return -1;
  const destination = u8(bytes, at + 5);
  if (destination > maxConnectionIdBytes || at + 6 + destination + 1 > end) return -1;
  const source = u8(bytes, at + 6 + destination);
  const next = at + 7 + destination + source;
  return source > maxConnectionIdBytes || next > end ? -1 : next;
}

/** The type of a long header; version 2 numbers them differently. */
export function longHeaderType(bytes: Bytes, at: number): number {
  const version = u32(bytes, at + 1);
  if (version === 0) return quicNegotiation;
  const type = (u8(bytes, at) >> 4) & 3;
  return version === quicVersion2 ? (type + 3) & 3 : type;
}

/** Position of the packet number of the Initial, 0-RTT or Handshake packet at `at`. */
export function packetNumberAt(bytes: Bytes, at: number, end: number): number {
  const lengthAt = payloadLengthAt(bytes, at, end);
  if (lengthAt < 0) return -1;
  const next = lengthAt + varintBytes(u8(bytes, lengthAt));
  return next > end ? -1 : next;
}

/** Position of the Length field, behind the token an Initial has. */
function payloadLengthAt(bytes: Bytes, at: number, end: number): number {
  let next = longHeaderEnd(bytes, at, end);
  if (next < 0) return -1;
  if (longHeaderType(bytes, at) === quicInitial) {
    if (next >= end || next + varintBytes(u8(bytes, next)) > end) return -1;
    next += varintBytes(u8(bytes, next)) + varint(bytes, next);
  }
  return next < end ? next : -1;
}

/** Where the packet at `at` ends on the wire; Retry and Version Negotiation fill their datagram. */
export function longPacketEnd(bytes: Bytes, at: number, end: number): number {
  const type = longHeaderType(bytes, at);
  if (type === quicRetry || type === quicNegotiation) return end;
  const numberAt = packetNumberAt(bytes, at, end);
  if (numberAt < 0) return -1;
  const lengthAt = payloadLengthAt(bytes, at, end);
  return numberAt + varint(bytes, lengthAt);
}
