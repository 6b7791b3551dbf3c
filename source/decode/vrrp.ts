import { ipv4At, ipv6At } from './address.ts';
import { cutShort } from './broken.ts';
import { u8, u16 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hex, hexNumber } from './text.ts';

/** Virtual Router Redundancy Protocol, versions 2 and 3, and OpenBSD's CARP, which shares its number. */

const vrrpId = protocolId('VRRP');
const carpId = protocolId('CARP');
const headerBytes = 8;
/** CARP fills VRRP's authentication type with the number of words it authenticates. */
const carpAuthenticationWords = 7;
const carpBytes = 36;

export const vrrp: Protocol = {
  name: 'VRRP',
  ipProtocols: [112],
  layer: decodeVrrp,
};

function decodeVrrp(p: Packet, at: number, end: number): void {
  p.protocol = vrrpId;
  const { bytes } = p;
  if (at + headerBytes > end) return cutShort(p, at, end, 'VRRP header cut short');
  const version = u8(bytes, at) >> 4;
  const type = u8(bytes, at) & 15;
  const isCarp =
    version === 2 && u8(bytes, at + 4) === carpAuthenticationWords && p.wireEnd - at === carpBytes;
  if (isCarp) {
    p.protocol = carpId;
    if (p.wantsInfo) p.info = `CARP advertisement, host ${u8(bytes, at + 1)}, skew ${u8(bytes, at + 2)}`;
    if (p.tree) growCarp(p, at, end);
    return;
  }
  if (p.wantsInfo) {
    p.info = `${type === 1 ? 'Announcement' : `VRRP type ${type}`} (v${version}), router ${u8(bytes, at + 1)}, priority ${u8(bytes, at + 2)}`;
  }
  if (p.tree) growTree(p, at, end, version);
}

function growTree(p: Packet, at: number, end: number, version: number): void {
  const { bytes, tree } = p;
  if (!tree) return;
  const count = u8(bytes, at + 3);
  tree.layer('Virtual Router Redundancy Protocol', at, end);
  tree.field('Version', version, at, 1);
  tree.field('Type', u8(bytes, at) & 15, at, 1);
  tree.field('Virtual router', u8(bytes, at + 1), at + 1, 1);
  tree.field('Priority', u8(bytes, at + 2), at + 2, 1);
  tree.field('Addresses', count, at + 3, 1);
  if (version === 3) tree.field('Interval', `${(u16(bytes, at + 4) & 0xfff) / 100} s`, at + 4, 2);
  else {
    tree.field('Authentication', u8(bytes, at + 4), at + 4, 1);
    tree.field('Interval', `${u8(bytes, at + 5)} s`, at + 5, 1);
  }
  tree.field('Checksum', hexNumber(u16(bytes, at + 6)), at + 6, 2);
  const size = p.addressKind === 6 && version === 3 ? 16 : 4;
  let next = at + headerBytes;
  for (let index = 0; index < count && next + size <= end; index += 1) {
    tree.field('Address', size === 4 ? ipv4At(bytes, next) : ipv6At(bytes, next), next, size);
    next += size;
  }
}

function growCarp(p: Packet, at: number, end: number): void {
  const { bytes, tree } = p;
  if (!tree) return;
  tree.layer('Common Address Redundancy Protocol', at, end);
  tree.field('Host', u8(bytes, at + 1), at + 1, 1);
  tree.field('Skew', u8(bytes, at + 2), at + 2, 1);
  tree.field('Base', `${u8(bytes, at + 5)} s`, at + 5, 1);
  if (at + carpBytes > end) return;
  tree.field('Counter', hex(bytes, at + 8, at + 16), at + 8, 8);
  tree.field('Authentication', hex(bytes, at + 16, at + 36), at + 16, 20);
}
