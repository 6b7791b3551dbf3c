import { type Bytes, startsWith, u8, u24, u32 } from './bytes.ts';
import { gquicHelloAt, gquicServerNameAt, gquicServerNameLength } from './gquic-hello.ts';
import { nameTlsServer, type Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hex, hexNumber, safeText } from './text.ts';

const gquicId = protocolId('GQUIC');
const flagVersion = 0x01;
const flagConnectionId = 0x08;
const connectionIdBytes = 8;
/** From the end of the header to a hello: packet number, hash, frame header. */
const helloSearchBytes = 80;
const securePort = 443;
const leastShortBytes = 14;

/** Google's QUIC before the standard: packets that carry their version (Q025 … Q046). */
export const gquic: Protocol = {
  name: 'GQUIC',
  application: decodeGquic,
  guess: {
    over: 'udp',
    // biome-ignore format: a table
    firstBytes: [
      0x09, 0x0d, 0x19, 0x1d, 0x29, 0x2d, 0x39, 0x3d,
      0xc0, 0xc1, 0xc2, 0xc3, 0xd0, 0xd1, 0xd2, 0xd3, 0xe0, 0xe1, 0xe2, 0xe3, 0xf0, 0xf1, 0xf2, 0xf3,
    ],
    accepts: hasVersion,
  },
};

/** Packets of established connections: by port, after everybody else declined. */
export const gquicShort: Protocol = {
  name: 'GQUIC established',
  application: decodeShort,
  guess: { over: 'udp', firstBytes: [0x00, 0x04, 0x08, 0x0c], accepts: isShort },
};

/** Where the version stands: behind flags and connection id, or, from Q046 on, behind the first byte. */
function versionAt(bytes: Bytes, at: number): number {
  return u8(bytes, at) >= 0x80 ? at + 1 : at + 1 + connectionIdBytes;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function hasVersion(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  const version = versionAt(bytes, at);
  return (
    version + 5 <= end &&
    u8(bytes, version) === 0x51 &&
    u8(bytes, version + 1) === 0x30 &&
    isDigit(u8(bytes, version + 2)) &&
    isDigit(u8(bytes, version + 3))
  );
}

/** Position of the hello message, or -1. */
function helloAt(bytes: Bytes, at: number, end: number): number {
  const stop = Math.min(end - 8, at + helloSearchBytes);
  for (let next = at; next < stop; next += 1) if (gquicHelloAt(bytes, next, end) >= 0) return next;
  return -1;
}

function decodeGquic(p: Packet, at: number, end: number): boolean {
  if (!hasVersion(p, at, end)) return false;
  const { bytes } = p;
  p.protocol = gquicId;
  const version = versionAt(bytes, at);
  const hello = helloAt(bytes, version + 4, end);
  const name = hello < 0 ? -1 : gquicServerNameAt(bytes, hello, end);
  const nameLength = name < 0 ? 0 : gquicServerNameLength(bytes, hello, end);
  if (name >= 0) p.name(nameTlsServer, name, nameLength);
  if (!p.wantsInfo) return true;
  const isOld = u8(bytes, at) < 0x80;
  // From Q046 on a byte between version and connection id tells which sides have one.
  const connectionId = isOld ? at + 1 : version + 5;
  const versionText = safeText(bytes, version, version + 4);
  const what = hello < 0 ? payloadText(bytes, version, end) : 'Client Hello';
  p.info = `${what}, ${versionText}, CID: ${hex(bytes, connectionId, Math.min(end, connectionId + 8))}`;
  if (name >= 0) p.info += ` (SNI=${safeText(bytes, name, name + nameLength)})`;
  if (!p.tree) return true;
  p.tree.layer('GQUIC', at, end);
  p.tree.field(isOld ? 'Public flags' : 'Header byte', hexNumber(u8(bytes, at), 2), at, 1);
  if (isOld) p.tree.field('Connection id', hex(bytes, at + 1, version), at + 1, connectionIdBytes);
  p.tree.field('Version', versionText, version, 4);
  if (!isOld)
    p.tree.field('Connection id', hex(bytes, connectionId, Math.min(end, connectionId + 8)), connectionId, 8);
  if (hello >= 0) p.tree.field('Client Hello', `${end - hello} bytes`, hello, end - hello);
  if (name >= 0)
    p.tree.field('Server name', safeText(bytes, name, name + nameLength), name, nameLength, 'sni');
  return true;
}

function payloadText(bytes: Bytes, at: number, end: number): string {
  const stop = Math.min(end, at + helloSearchBytes);
  for (let next = at; next < stop; next += 1) {
    if (startsWith(bytes, next, end, 'REJ\0')) return 'Rejection';
    if (startsWith(bytes, next, end, 'SHLO')) return 'Server Hello';
  }
  return 'Payload (Encrypted)';
}

/** Flags without version on the port of HTTPS; three zeros behind them would be WireGuard or padding. */
function isShort(p: Packet, at: number, end: number): boolean {
  if (p.carrierSrcPort !== securePort && p.carrierDstPort !== securePort) return false;
  const { bytes } = p;
  return (
    end - at >= leastShortBytes &&
    (u8(bytes, at) & (flagVersion | 0xf2)) === 0 &&
    u24(bytes, at + 1) !== 0 &&
    u32(bytes, at + 4) !== 0
  );
}

function decodeShort(p: Packet, at: number, end: number): boolean {
  if (!isShort(p, at, end)) return false;
  const { bytes } = p;
  p.protocol = gquicId;
  if (!p.wantsInfo) return true;
  const hasId = (u8(bytes, at) & flagConnectionId) !== 0;
  const number = at + 1 + (hasId ? connectionIdBytes : 0);
  const id = hasId ? `, CID: ${hex(bytes, at + 1, number)}` : '';
  p.info = `Payload (Encrypted), PKN: ${u8(bytes, number)}${id}`;
  if (!p.tree) return true;
  p.tree.layer('GQUIC', at, end);
  p.tree.field('Public flags', hexNumber(u8(bytes, at), 2), at, 1);
  if (hasId) p.tree.field('Connection id', hex(bytes, at + 1, number), at + 1, connectionIdBytes);
  p.tree.field('Packet number', u8(bytes, number), number, 1);
  p.tree.field('Payload', `${end - number - 1} bytes`, number + 1, end - number - 1);
  return true;
}
