import { cutShort } from './broken.ts';
import { u8, u16, u24 } from './bytes.ts';
import { data, decodeEtherType, enterLayer } from './dispatch.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hex, hexNumber } from './text.ts';

/** Ethernet in UDP: VXLAN, its generic extension, and the service headers (NSH) that extension may carry. */

const vxlanId = protocolId('VXLAN');
const genericId = protocolId('VXLAN-GPE', 'vxlan');
const nshId = protocolId('NSH');
const headerBytes = 8;
const flagNetwork = 0x08;
const flagProtocol = 0x04;

/** 4789 the assigned port, 8472 Linux's older one. */
export const vxlan: Protocol = { name: 'VXLAN', udpPorts: [4789, 8472], application: decodeVxlan };
export const vxlanGeneric: Protocol = { name: 'VXLAN-GPE', udpPorts: [4790], application: decodeGeneric };
export const networkServiceHeader: Protocol = { name: 'NSH', etherTypes: [0x894f], layer: decodeNsh };

/** Next-protocol numbers shared by VXLAN-GPE and NSH, as EtherTypes. */
function etherTypeOf(next: number): number {
  if (next === 1) return 0x0800;
  if (next === 2) return 0x86dd;
  if (next === 3) return 0x6558;
  if (next === 4) return 0x894f;
  return next === 5 ? 0x8847 : -1;
}

function decodeVxlan(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + headerBytes > end || (u8(bytes, at) & flagNetwork) === 0) return false;
  p.protocol = vxlanId;
  const network = u24(bytes, at + 4);
  if (p.wantsInfo) p.info = `VXLAN ${network}`;
  if (p.tree) growHeader(p, at, network);
  if (!enterLayer(p)) return true;
  decodeEtherType(p, 0x6558, at + headerBytes, end);
  return true;
}

function growHeader(p: Packet, at: number, network: number): void {
  p.tree?.layer(`Virtual eXtensible LAN, network ${network}`, at, at + headerBytes);
  p.tree?.field('Flags', hexNumber(u16(p.bytes, at)), at, 2);
  p.tree?.field('Group policy', u16(p.bytes, at + 2), at + 2, 2);
  p.tree?.field('Network', network, at + 4, 3);
}

function decodeGeneric(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + headerBytes > end || (u8(bytes, at) & (flagNetwork | flagProtocol)) === 0) return false;
  p.protocol = genericId;
  const network = u24(bytes, at + 4);
  const next = (u8(bytes, at) & flagProtocol) === 0 ? 3 : u8(bytes, at + 3);
  if (p.wantsInfo) p.info = `VXLAN ${network}, next protocol ${next}`;
  if (p.tree) growHeader(p, at, network);
  const type = etherTypeOf(next);
  if (type < 0) data(p, at + headerBytes, end);
  else decodeEtherType(p, type, at + headerBytes, end);
  return true;
}

function decodeNsh(p: Packet, at: number, end: number): void {
  p.protocol = nshId;
  const { bytes } = p;
  if (at + 8 > end) return cutShort(p, at, end, 'NSH header cut short');
  const length = (u8(bytes, at + 1) & 0x3f) * 4;
  const next = u8(bytes, at + 3);
  const path = u24(bytes, at + 4);
  if (p.wantsInfo) p.info = `NSH path ${path}, index ${u8(bytes, at + 7)}`;
  if (length < 8 || at + length > end) return cutShort(p, at, end, 'NSH length is wrong');
  if (p.tree) {
    p.tree.layer('Network Service Header', at, at + length);
    p.tree.field('Next protocol', next, at + 3, 1);
    p.tree.field('Service path', path, at + 4, 3);
    p.tree.field('Service index', u8(bytes, at + 7), at + 7, 1);
    if (length > 8) p.tree.field('Context', hex(bytes, at + 8, at + length), at + 8, length - 8);
  }
  const type = etherTypeOf(next);
  if (type < 0) data(p, at + length, end);
  else decodeEtherType(p, type, at + length, end);
}
