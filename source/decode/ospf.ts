import { ipv4At, ipv6At } from './address.ts';
import { broken, cutShort } from './broken.ts';
import { u8, u16, u24, u32 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hexNumber } from './text.ts';

/** Open Shortest Path First, versions 2 (IPv4) and 3 (IPv6). */

const ospfId = protocolId('OSPF');
const version2Bytes = 24;
const version3Bytes = 16;
const advertisementHeaderBytes = 20;
const maxListed = 64;

export const ospf: Protocol = {
  name: 'OSPF',
  ipProtocols: [89],
  layer: decodeOspf,
};

const types: readonly string[] = [
  '',
  'Hello Packet',
  'DB Description',
  'LS Request',
  'LS Update',
  'LS Acknowledge',
];

const advertisements2: readonly string[] = [
  '',
  'Router-LSA',
  'Network-LSA',
  'Summary-LSA (IP network)',
  'Summary-LSA (ASBR)',
  'AS-External-LSA',
  'Group-Membership-LSA',
  'NSSA-LSA',
  'External-Attributes-LSA',
  'Opaque-LSA (link)',
  'Opaque-LSA (area)',
  'Opaque-LSA (AS)',
];
const advertisements3: readonly string[] = [
  '',
  'Router-LSA',
  'Network-LSA',
  'Inter-Area-Prefix-LSA',
  'Inter-Area-Router-LSA',
  'AS-External-LSA',
  'Group-Membership-LSA',
  'NSSA-LSA',
  'Link-LSA',
  'Intra-Area-Prefix-LSA',
];

function decodeOspf(p: Packet, at: number, end: number): void {
  p.protocol = ospfId;
  const { bytes } = p;
  if (at + version3Bytes > end) return cutShort(p, at, end, 'OSPF header cut short');
  const version = u8(bytes, at);
  const type = u8(bytes, at + 1);
  const length = u16(bytes, at + 2);
  if (version !== 2 && version !== 3) return broken(p, at, end, 'unknown OSPF version');
  const header = version === 2 ? version2Bytes : version3Bytes;
  if (at + header > end) return cutShort(p, at, end, 'OSPF header cut short');
  if (length < header) p.fail('OSPF length below its header');
  else if (at + length > p.wireEnd) p.fail('OSPF length exceeds the packet');
  const stop = length < header ? end : Math.min(end, at + length);
  if (p.wantsInfo) p.info = types[type] ?? `OSPF type ${type}`;
  if (!p.tree) return;
  p.tree.layer(`Open Shortest Path First, ${types[type] ?? `type ${type}`}`, at, stop);
  p.tree.field('Version', version, at, 1);
  p.tree.field('Type', `${type} (${types[type] ?? 'unknown'})`, at + 1, 1);
  p.tree.field('Length', length, at + 2, 2);
  p.tree.field('Router', ipv4At(bytes, at + 4), at + 4, 4);
  p.tree.field('Area', ipv4At(bytes, at + 8), at + 8, 4);
  p.tree.field('Checksum', hexNumber(u16(bytes, at + 12)), at + 12, 2);
  if (version === 2) p.tree.field('Authentication', u16(bytes, at + 14), at + 14, 2);
  else p.tree.field('Instance', u8(bytes, at + 14), at + 14, 1);
  growBody(p, version, type, at + header, stop);
}

function growBody(p: Packet, version: number, type: number, at: number, end: number): void {
  const { bytes, tree } = p;
  if (!tree) return;
  if (type === 1 && at + 20 <= end) {
    if (version === 2) {
      tree.field('Network mask', ipv4At(bytes, at), at, 4);
      tree.field('Hello interval', `${u16(bytes, at + 4)} s`, at + 4, 2);
      tree.field('Options', hexNumber(u8(bytes, at + 6), 2), at + 6, 1);
      tree.field('Priority', u8(bytes, at + 7), at + 7, 1);
      tree.field('Dead interval', `${u32(bytes, at + 8)} s`, at + 8, 4);
    } else {
      tree.field('Interface', u32(bytes, at), at, 4);
      tree.field('Priority', u8(bytes, at + 4), at + 4, 1);
      tree.field('Options', hexNumber(u24(bytes, at + 5), 6), at + 5, 3);
      tree.field('Hello interval', `${u16(bytes, at + 8)} s`, at + 8, 2);
      tree.field('Dead interval', `${u16(bytes, at + 10)} s`, at + 10, 2);
    }
    tree.field('Designated router', ipv4At(bytes, at + 12), at + 12, 4);
    tree.field('Backup designated router', ipv4At(bytes, at + 16), at + 16, 4);
    for (let next = at + 20; next + 4 <= end; next += 4) tree.field('Neighbor', ipv4At(bytes, next), next, 4);
  } else if (type === 2) growAdvertisements(p, version, at + (version === 2 ? 8 : 12), end, false);
  else if (type === 3) {
    for (let next = at; next + 12 <= end; next += 12) {
      tree.field('Request', `${ipv4At(bytes, next + 4)} from ${ipv4At(bytes, next + 8)}`, next, 12);
    }
  } else if (type === 4 && at + 4 <= end) {
    tree.field('Advertisements', u32(bytes, at), at, 4);
    growAdvertisements(p, version, at + 4, end, true);
  } else if (type === 5) growAdvertisements(p, version, at, end, false);
}

function growAdvertisements(p: Packet, version: number, at: number, end: number, whole: boolean): void {
  const { bytes, tree } = p;
  let next = at;
  for (let count = 0; next + advertisementHeaderBytes <= end && count < maxListed; count += 1) {
    const type = version === 2 ? u8(bytes, next + 3) : u16(bytes, next + 2);
    const name = version === 2 ? advertisements2[type] : advertisements3[type & 0x1fff];
    const length = u16(bytes, next + 18);
    const size = whole ? length : advertisementHeaderBytes;
    if (size < advertisementHeaderBytes || next + size > end) {
      tree?.field('Advertisement', `wrong length ${length}`, next, end - next);
      return;
    }
    tree?.open(name ?? `LSA type ${hexNumber(type)}`, ipv4At(bytes, next + 4), next, size);
    tree?.field('Age', `${u16(bytes, next) & 0x7fff} s`, next, 2);
    tree?.field('Advertising router', ipv4At(bytes, next + 8), next + 8, 4);
    tree?.field('Sequence number', hexNumber(u32(bytes, next + 12), 8), next + 12, 4);
    if (whole && version === 3 && (type & 0x1fff) === 8 && size >= 44) {
      tree?.field('Link-local address', ipv6At(bytes, next + 24), next + 24, 16);
    }
    tree?.close();
    next += size;
  }
}
