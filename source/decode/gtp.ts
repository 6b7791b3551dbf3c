import { u8, u16, u24, u32 } from './bytes.ts';
import { data, decodeEtherType, decodePppProtocol } from './dispatch.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hexNumber } from './text.ts';

/** The tunnels of mobile networks: user data (GTP-U) and their control (GTP-C, versions 1 and 2). */

const gtpId = protocolId('GTP');
const gtpPrimeId = protocolId("GTP'", 'gtp');
const gtp2Id = protocolId('GTPv2', 'gtp');
const leastBytes = 8;
const flagAnyOptional = 0x07;
const flagExtension = 0x04;
const flagNotPrime = 0x10;
const flagHasTunnel2 = 0x08;
const typeUserData = 255;
const userPort = 2152;
const maxExtensions = 16;

export const gtp: Protocol = {
  name: 'GTP',
  udpPorts: [userPort, 2123, 3386],
  application: decodeGtp,
};

const types1: Readonly<Record<number, string>> = {
  1: 'Echo request',
  2: 'Echo response',
  3: 'Version not supported',
  4: 'Node alive request',
  5: 'Node alive response',
  16: 'Create PDP context request',
  17: 'Create PDP context response',
  18: 'Update PDP context request',
  19: 'Update PDP context response',
  20: 'Delete PDP context request',
  21: 'Delete PDP context response',
  26: 'Error indication',
  27: 'PDU notification request',
  31: 'Supported extension headers notification',
  50: 'SGSN context request',
  51: 'SGSN context response',
  52: 'SGSN context acknowledge',
  240: 'Data record transfer request',
  241: 'Data record transfer response',
  254: 'End marker',
  255: 'T-PDU',
};

const types2: Readonly<Record<number, string>> = {
  1: 'Echo Request',
  2: 'Echo Response',
  3: 'Version Not Supported Indication',
  32: 'Create Session Request',
  33: 'Create Session Response',
  34: 'Modify Bearer Request',
  35: 'Modify Bearer Response',
  36: 'Delete Session Request',
  37: 'Delete Session Response',
  95: 'Create Bearer Request',
  96: 'Create Bearer Response',
  97: 'Update Bearer Request',
  98: 'Update Bearer Response',
  99: 'Delete Bearer Request',
  100: 'Delete Bearer Response',
  170: 'Release Access Bearers Request',
  171: 'Release Access Bearers Response',
  176: 'Downlink Data Notification',
  177: 'Downlink Data Notification Acknowledge',
};

function decodeGtp(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + leastBytes > end) return false;
  const flags = u8(bytes, at);
  const version = flags >> 5;
  if (version > 2) return false;
  const type = u8(bytes, at + 1);
  if (version === 2) return decodeVersion2(p, at, end, flags, type);
  if ((flags & flagNotPrime) === 0) return decodePrime(p, at, end, type);
  const length = u16(bytes, at + 2);
  const hasOptional = version === 1 && (flags & flagAnyOptional) !== 0;
  const header = version === 0 ? 20 : hasOptional ? 12 : leastBytes;
  p.protocol = gtpId;
  if (p.wantsInfo) p.info = types1[type] ?? `GTP message ${type}`;
  if (p.tree) {
    p.tree.layer(`GPRS Tunneling Protocol, ${types1[type] ?? `message ${type}`}`, at, at + header);
    p.tree.field('Flags', hexNumber(flags, 2), at, 1);
    p.tree.field('Message', `${type} (${types1[type] ?? 'unknown'})`, at + 1, 1);
    p.tree.field('Length', length, at + 2, 2);
    if (version === 1) p.tree.field('Tunnel', hexNumber(u32(bytes, at + 4), 8), at + 4, 4);
  }
  if (at + header > end) {
    p.tooShort('GTP header cut short');
    return true;
  }
  let content = at + header;
  if (hasOptional && (flags & flagExtension) !== 0) content = skipExtensions(p, at + 11, end);
  if (content > end) p.tooShort('GTP extension headers cut short');
  else if (type === typeUserData) decodeUserData(p, content, end);
  else data(p, content, end);
  return true;
}

/** `typeAt` is where the type of the next extension stands: the last byte of what precedes it. */
function skipExtensions(p: Packet, typeAt: number, end: number): number {
  let next = typeAt;
  for (let count = 0; count < maxExtensions && u8(p.bytes, next) !== 0; count += 1) {
    if (next + 2 > end) return end + 1;
    const length = u8(p.bytes, next + 1) * 4;
    if (length === 0 || next + length >= end) return end + 1;
    p.tree?.field('Extension header', hexNumber(u8(p.bytes, next), 2), next + 1, length);
    next += length;
  }
  return next + 1;
}

/** Nothing says what a tunnel carries: IP, PPP or Ethernet, told by the first byte. */
function decodeUserData(p: Packet, at: number, end: number): void {
  if (at >= end) return;
  const first = u8(p.bytes, at);
  if (first >= 0x45 && first <= 0x4f) decodeEtherType(p, 0x0800, at, end);
  else if (first >> 4 === 6) decodeEtherType(p, 0x86dd, at, end);
  else if (first === 0xff && at + 4 <= end && u8(p.bytes, at + 1) === 3) {
    if (!decodePppProtocol(p, u16(p.bytes, at + 2), at + 4, end)) data(p, at, end);
  } else data(p, at, end);
}

function decodePrime(p: Packet, at: number, end: number, type: number): boolean {
  if (types1[type] === undefined || p.carrierSrcPort === userPort || p.carrierDstPort === userPort)
    return false;
  p.protocol = gtpPrimeId;
  if (p.wantsInfo) p.info = types1[type] ?? '';
  p.tree?.layer("GTP'", at, end);
  return true;
}

function decodeVersion2(p: Packet, at: number, end: number, flags: number, type: number): boolean {
  const { bytes } = p;
  // User data is never version 2: on its port this is something else.
  if (p.carrierSrcPort === userPort || p.carrierDstPort === userPort) return false;
  p.protocol = gtp2Id;
  if (!p.wantsInfo) return true;
  const name = types2[type] ?? `GTPv2 message ${type}`;
  p.info = name;
  if (!p.tree) return true;
  p.tree.layer(`GPRS Tunneling Protocol v2, ${name}`, at, end);
  p.tree.field('Flags', hexNumber(flags, 2), at, 1);
  p.tree.field('Message', name, at + 1, 1);
  p.tree.field('Length', u16(bytes, at + 2), at + 2, 2);
  const hasTunnel = (flags & flagHasTunnel2) !== 0;
  if (hasTunnel) p.tree.field('Tunnel', hexNumber(u32(bytes, at + 4), 8), at + 4, 4);
  const sequence = at + (hasTunnel ? 8 : 4);
  if (sequence + 3 <= end) p.tree.field('Sequence', u24(bytes, sequence), sequence, 3);
  return true;
}
