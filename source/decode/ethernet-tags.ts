import { cutShort } from './broken.ts';
import { u8, u16, u24, u32 } from './bytes.ts';
import { data, decodeEtherType } from './dispatch.ts';
import { decodeAfterMac } from './ethernet.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hex, hexNumber } from './text.ts';

/** What providers and switches put between an Ethernet header and its content, besides VLAN tags. */

const macSecurityId = protocolId('MACSEC');
const backboneId = protocolId('PBB', 'pbb');
const fabricPathId = protocolId('CFP', 'cfp');
const metaDataId = protocolId('CMD', 'cmd');
const aristaId = protocolId('AVSP', 'avsp');
const timestampId = protocolId('Arista timestamp', 'avsp');
const ethernetType = 0x6558;

export const macSecurity: Protocol = { name: 'MACSEC', etherTypes: [0x88e5], layer: decodeMacSecurity };
export const providerBackbone: Protocol = { name: 'PBB', etherTypes: [0x88e7], layer: decodeBackbone };
export const fabricPath: Protocol = { name: 'CFP', etherTypes: [0x8903], layer: decodeFabricPath };
export const ciscoMetaData: Protocol = { name: 'CMD', etherTypes: [0x8909], layer: decodeMetaData };
export const aristaVendor: Protocol = { name: 'AVSP', etherTypes: [0xd28b], layer: decodeArista };

const flagChannel = 0x20;
const flagsEncryptedOrChanged = 0x0c;
const integrityBytes = 16;

function decodeMacSecurity(p: Packet, at: number, end: number): void {
  p.protocol = macSecurityId;
  const { bytes } = p;
  if (at + 6 > end) return cutShort(p, at, end, 'MACsec tag cut short');
  const control = u8(bytes, at);
  const content = at + ((control & flagChannel) !== 0 ? 14 : 6);
  if (content > end) return cutShort(p, at, end, 'MACsec tag cut short');
  if (p.wantsInfo) p.info = `MACsec, packet ${u32(bytes, at + 2)}`;
  if (p.tree) {
    p.tree.layer('MACsec', at, content);
    p.tree.field('Control', hexNumber(control, 2), at, 1);
    p.tree.field('Short length', u8(bytes, at + 1), at + 1, 1);
    p.tree.field('Packet number', u32(bytes, at + 2), at + 2, 4);
    if ((control & flagChannel) !== 0) p.tree.field('Channel', hex(bytes, at + 6, at + 14), at + 6, 8);
  }
  if ((control & flagsEncryptedOrChanged) !== 0 || content + 2 > end) return data(p, content, end);
  // Authenticated but readable; the integrity check stands behind.
  p.wireEnd = Math.max(content + 2, p.wireEnd - integrityBytes);
  decodeAfterMac(p, u16(bytes, content), content + 2, Math.min(end, p.wireEnd));
}

function decodeBackbone(p: Packet, at: number, end: number): void {
  p.protocol = backboneId;
  if (at + 4 > end) return cutShort(p, at, end, 'backbone tag cut short');
  const service = u24(p.bytes, at + 1);
  if (p.wantsInfo) p.info = `Backbone service ${service}`;
  p.tree?.layer('Provider backbone bridge', at, at + 4);
  p.tree?.field('Service', service, at + 1, 3);
  decodeEtherType(p, ethernetType, at + 4, end);
}

/** The outer addresses are switch numbers, not stations: columns describe the frame inside. */
function decodeFabricPath(p: Packet, at: number, end: number): void {
  p.protocol = fabricPathId;
  if (at + 2 > end) return cutShort(p, at, end, 'FabricPath tag cut short');
  if (p.wantsInfo) p.info = `FabricPath tree ${u16(p.bytes, at) >> 6}`;
  p.tree?.layer('Cisco FabricPath', at, at + 2);
  p.tree?.field('Tree', u16(p.bytes, at) >> 6, at, 2);
  p.tree?.field('Time to live', u16(p.bytes, at) & 63, at, 2);
  if (p.networkLayers === 0 && p.vlan < 0) {
    p.hasEthernet = 0;
    p.etherType = -1;
  }
  decodeEtherType(p, ethernetType, at + 2, end);
}

const metaDataBytes = 8;
const metaDataVersion = 0x0101;

/** Cisco's security group tag. The type of what follows stands behind it, behind GRE before it. */
function decodeMetaData(p: Packet, at: number, end: number): void {
  p.protocol = metaDataId;
  const { bytes } = p;
  if (at + metaDataBytes > end) return cutShort(p, at, end, 'Cisco metadata cut short');
  const isTypeLast = u16(bytes, at) === metaDataVersion;
  const typeAt = isTypeLast ? at + 6 : at;
  const groupAt = isTypeLast ? at + 4 : at + 6;
  if (p.wantsInfo) p.info = `Security group ${u16(bytes, groupAt)}`;
  p.tree?.layer('Cisco metadata', at, at + metaDataBytes);
  p.tree?.field('Security group', u16(bytes, groupAt), groupAt, 2);
  p.tree?.field('Type', hexNumber(u16(bytes, typeAt)), typeAt, 2);
  decodeAfterMac(p, u16(bytes, typeAt), at + metaDataBytes, end);
}

/** Arista's time stamps: subtype, format, 64 or 48 bits of time, then the real type. */
function decodeArista(p: Packet, at: number, end: number): void {
  p.protocol = aristaId;
  const { bytes } = p;
  if (at + 4 > end) return cutShort(p, at, end, 'Arista header cut short');
  const subtype = u16(bytes, at);
  const version = u16(bytes, at + 2);
  const length = (version & 0xf0) === 0x10 ? 8 : 6;
  if (p.wantsInfo) p.info = `Arista vendor data, subtype ${subtype}`;
  p.tree?.layer('Arista vendor data', at, Math.min(end, at + 4 + length));
  p.tree?.field('Subtype', subtype, at, 2);
  p.tree?.field('Version', hexNumber(version), at + 2, 2);
  const next = at + 4 + length;
  if (subtype !== 1 || next + 2 > end) return data(p, at + 4, end);
  p.protocol = timestampId;
  p.tree?.field('Time stamp', hex(bytes, at + 4, next), at + 4, length);
  decodeAfterMac(p, u16(bytes, next), next + 2, end);
}
