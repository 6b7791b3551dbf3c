import { cutShort } from './broken.ts';
import { u8, u16, u16le, u24, u32le } from './bytes.ts';
import { data, decodeEtherType, decodeLinkType, decodePppProtocol } from './dispatch.ts';
import { decodeLlc } from './llc.ts';
import type { Packet } from './packet.ts';
import { type LayerDecoder, type Protocol, protocolId } from './protocol.ts';
import { hexNumber, safePadded } from './text.ts';

/** Link layers one meets once a year: a short header each, then something ordinary. */

const slipId = protocolId('SLIP');
const atmId = protocolId('ATM');
const lanEmulationId = protocolId('ATM LANE', 'atm');
const packetFilterId = protocolId('PFLOG');
const pktapId = protocolId('PKTAP');
const nflogId = protocolId('NFLOG');
const infinibandId = protocolId('IPoIB');
const juniperId = protocolId('Juniper', 'juniper');
const vsockId = protocolId('vSocket', 'vsock');
const rawIpLinkType = 101;

/** A header of fixed size before IP itself. */
function beforeIp(name: string, linkTypes: readonly number[], id: number, bytes: number): Protocol {
  const layer: LayerDecoder = (p, at, end) => {
    p.protocol = id;
    if (at + bytes > end) return cutShort(p, at, end, 'link header cut short');
    p.tree?.layer(name, at, at + bytes);
    decodeLinkType(p, rawIpLinkType, at + bytes, end);
  };
  return { name, linkTypes, layer };
}

/** Recognised by the link type alone, without being read. */
function named(name: string, linkTypes: readonly number[], label: string): Protocol {
  const id = protocolId(name);
  const layer: LayerDecoder = (p, at, end) => {
    p.protocol = id;
    if (p.wantsInfo) p.info = `${label}, ${end - at} bytes`;
    p.tree?.layer(label, at, end);
    data(p, at, end);
  };
  return { name, linkTypes, layer };
}

export const rareLinks: readonly Protocol[] = [
  /** Direction, type, fourteen bytes of compressed header. */
  beforeIp('SLIP', [8], slipId, 16),
  beforeIp('PFLOG', [117], packetFilterId, 64),
  /** Between the zones of Solaris. */
  beforeIp('IPNET', [226], protocolId('IPNET'), 24),
  named('IEEE 802.15.4', [195, 215, 230], 'IEEE 802.15.4'),
  named('BACnet', [165], 'BACnet MS/TP'),
  named('D-Bus', [231], 'D-Bus'),
  named('MTP2', [140, 139], 'SS7 MTP2'),
  named('Juniper ATM1', [137], 'Juniper ATM1'),
  { name: 'ATM', linkTypes: [100], layer: decodeRfc1483 },
  { name: 'ATM', linkTypes: [106], layer: decodeClassicalIp },
  { name: 'ATM', linkTypes: [123], layer: decodeSunAtm },
  { name: 'PKTAP', linkTypes: [149, 258], layer: decodePktap },
  { name: 'NFLOG', linkTypes: [239], layer: decodeNflog },
  { name: 'IPoIB', linkTypes: [242], layer: decodeInfiniband },
  { name: 'Juniper', linkTypes: [178], layer: decodeJuniperEthernet },
  { name: 'vSocket', linkTypes: [271], layer: decodeVsock },
];

function decodeRfc1483(p: Packet, at: number, end: number): void {
  p.protocol = atmId;
  decodeLlc(p, at, end);
}

/** Linux hands out what the circuit carries: LLC, or IP without it. */
function decodeClassicalIp(p: Packet, at: number, end: number): void {
  p.protocol = atmId;
  if (at + 3 > end) return cutShort(p, at, end, 'ATM packet cut short');
  if (u8(p.bytes, at) === 0xaa) decodeLlc(p, at, end);
  else decodeLinkType(p, rawIpLinkType, at, end);
}

const atmLanEmulation = 1;
const atmLlc = 2;

function decodeSunAtm(p: Packet, at: number, end: number): void {
  p.protocol = atmId;
  if (at + 4 > end) return cutShort(p, at, end, 'ATM header cut short');
  const kind = u8(p.bytes, at) & 15;
  if (p.wantsInfo) p.info = `ATM circuit ${u8(p.bytes, at + 1)}/${u16(p.bytes, at + 2)}`;
  p.tree?.layer('ATM', at, at + 4);
  p.tree?.field('Path', u8(p.bytes, at + 1), at + 1, 1);
  p.tree?.field('Circuit', u16(p.bytes, at + 2), at + 2, 2);
  if (kind === atmLlc) decodeLlc(p, at + 4, end);
  else if (kind === atmLanEmulation && at + 6 <= end) {
    p.protocol = lanEmulationId;
    // Two bytes name the emulated station; control frames begin with ff 00.
    if (u16(p.bytes, at + 4) === 0xff00) data(p, at + 4, end);
    else decodeEtherType(p, 0x6558, at + 6, end);
  } else data(p, at + 4, end);
}

const pktapLeastBytes = 108;

function decodePktap(p: Packet, at: number, end: number): void {
  p.protocol = pktapId;
  const { bytes } = p;
  if (at + 12 > end) return cutShort(p, at, end, 'PKTAP header cut short');
  const length = u32le(bytes, at);
  const linkType = u32le(bytes, at + 8);
  if (p.wantsInfo) p.info = `PKTAP, link type ${linkType}`;
  if (length < pktapLeastBytes || length > end - at) {
    p.tooShort('PKTAP header length is wrong');
    return data(p, at, end);
  }
  p.tree?.layer('PKTAP', at, at + length);
  p.tree?.field('Interface', safePadded(bytes, at + 12, at + 36), at + 12, 24);
  p.tree?.field('Link type', linkType, at + 8, 4);
  decodeLinkType(p, linkType, at + length, end);
}

const nflogPayload = 9;
const nflogPrefix = 10;
const familyIpv4 = 2;
const familyIpv6 = 10;

function decodeNflog(p: Packet, at: number, end: number): void {
  p.protocol = nflogId;
  const { bytes } = p;
  if (at + 4 > end) return cutShort(p, at, end, 'NFLOG header cut short');
  const family = u8(bytes, at);
  if (p.wantsInfo) p.info = `NFLOG, family ${family}`;
  p.tree?.layer('Linux netfilter log', at, end);
  p.tree?.field('Family', family, at, 1);
  let next = at + 4;
  while (next + 4 <= end) {
    const length = u16le(bytes, next);
    const type = u16le(bytes, next + 2);
    if (length < 4 || next + length > end) {
      p.tooShort('NFLOG attribute has a wrong length');
      return;
    }
    if (type === nflogPrefix)
      p.tree?.field('Prefix', safePadded(bytes, next + 4, next + length), next, length);
    if (type === nflogPayload) {
      p.wireEnd = Math.min(p.wireEnd, next + length);
      if (family === familyIpv4) decodeEtherType(p, 0x0800, next + 4, next + length);
      else if (family === familyIpv6) decodeEtherType(p, 0x86dd, next + 4, next + length);
      else data(p, next + 4, next + length);
      return;
    }
    next += (length + 3) & ~3;
  }
}

/** The forty bytes of a global routing header, then an EtherType and two unused bytes. */
const infinibandBytes = 44;

function decodeInfiniband(p: Packet, at: number, end: number): void {
  p.protocol = infinibandId;
  if (at + infinibandBytes > end) return cutShort(p, at, end, 'IP over InfiniBand header cut short');
  const type = u16(p.bytes, at + 40);
  p.tree?.layer('IP over InfiniBand', at, at + infinibandBytes);
  p.tree?.field('Type', hexNumber(type), at + 40, 2);
  p.etherType = type;
  decodeEtherType(p, type, at + infinibandBytes, end);
}

const juniperMagic = 0x4d4743;
const juniperNoLink = 0x02;
const juniperExtended = 0x80;

function decodeJuniperEthernet(p: Packet, at: number, end: number): void {
  p.protocol = juniperId;
  const { bytes } = p;
  if (at + 6 > end) return cutShort(p, at, end, 'Juniper header cut short');
  if (u24(bytes, at) !== juniperMagic) {
    p.fail('Juniper magic number missing');
    return data(p, at, end);
  }
  const flags = u8(bytes, at + 3);
  let next = at + 4;
  if ((flags & juniperExtended) !== 0) next += 2 + u16(bytes, at + 4);
  p.tree?.layer('Juniper', at, Math.min(end, next));
  p.tree?.field('Flags', hexNumber(flags, 2), at + 3, 1);
  if (next > end) return cutShort(p, at, end, 'Juniper header cut short');
  if ((flags & juniperNoLink) === 0) return decodeEtherType(p, 0x6558, next, end);
  // Without its link layer the packet begins with its kind: 2 IPv4, 6 IPv6, or a PPP number.
  const kind = next + 4 <= end ? u32le(bytes, next) : 0;
  if (kind === 2) decodeEtherType(p, 0x0800, next + 4, end);
  else if (kind === 6) decodeEtherType(p, 0x86dd, next + 4, end);
  else if (next + 4 > end || !decodePppProtocol(p, kind & 0xffff, next + 4, end)) data(p, next, end);
}

const vsockOperations: readonly string[] = ['unknown', 'Connect', 'Disconnect', 'Control', 'Payload'];

function decodeVsock(p: Packet, at: number, end: number): void {
  p.protocol = vsockId;
  const { bytes } = p;
  if (at + 32 > end) return cutShort(p, at, end, 'vsock header cut short');
  if (!p.wantsInfo) return;
  const source = `${u32le(bytes, at)}:${u32le(bytes, at + 16)}`;
  const destination = `${u32le(bytes, at + 8)}:${u32le(bytes, at + 20)}`;
  const operation = vsockOperations[u16le(bytes, at + 24)] ?? 'unknown';
  p.info = `[${operation}] ${source} → ${destination}`;
  if (!p.tree) return;
  p.tree.layer('Virtual socket', at, at + 32);
  p.tree.field('Source', source, at, 8);
  p.tree.field('Destination', destination, at + 8, 8);
  p.tree.field('Operation', operation, at + 24, 2);
  data(p, at + 32, end);
}
