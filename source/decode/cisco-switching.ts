import { macAt } from './address.ts';
import { cutShort } from './broken.ts';
import { u8, u16, u32 } from './bytes.ts';
import { data } from './dispatch.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hex, hexNumber, safePadded, safeText } from './text.ts';

/** Small protocols of Cisco switches: VLAN trunking, dynamic trunks, unidirectional links, aggregation. */

const vtpId = protocolId('VTP');
const dtpId = protocolId('DTP');
const udldId = protocolId('UDLD');
const pagpId = protocolId('PAGP');
const wlccpId = protocolId('WLCCP');
const ciscoOrganisation = 0x00000c * 65536;

export const vtp: Protocol = { name: 'VTP', snapProtocols: [ciscoOrganisation + 0x2003], layer: decodeVtp };
export const dtp: Protocol = { name: 'DTP', snapProtocols: [ciscoOrganisation + 0x2004], layer: decodeDtp };
export const udld: Protocol = {
  name: 'UDLD',
  snapProtocols: [ciscoOrganisation + 0x0111],
  layer: decodeUdld,
};
export const pagp: Protocol = {
  name: 'PAGP',
  snapProtocols: [ciscoOrganisation + 0x0104],
  layer: decodePagp,
};
/** Cisco's wireless domain control, from what was Aironet. */
export const wlccp: Protocol = { name: 'WLCCP', snapProtocols: [0x004096 * 65536], layer: decodeWlccp };

const vtpCodes: readonly string[] = [
  '',
  'Summary Advertisement',
  'Subset Advertisement',
  'Advertisement Request',
  'Join/Prune Message',
];

function decodeVtp(p: Packet, at: number, end: number): void {
  p.protocol = vtpId;
  const { bytes } = p;
  if (at + 36 > end) return cutShort(p, at, end, 'VTP message cut short');
  const code = u8(bytes, at + 1);
  const hasRevision = (code === 1 || code === 2) && at + 40 <= end;
  if (p.wantsInfo) {
    p.info =
      (vtpCodes[code] ?? `VTP code ${code}`) + (hasRevision ? `, Revision: ${u32(bytes, at + 36)}` : '');
  }
  if (!p.tree) return;
  p.tree.layer('VLAN Trunking Protocol', at, end);
  p.tree.field('Version', u8(bytes, at), at, 1);
  p.tree.field('Code', vtpCodes[code] ?? code, at + 1, 1);
  p.tree.field('Domain', safeText(bytes, at + 4, at + 4 + Math.min(32, u8(bytes, at + 3))), at + 4, 32);
  if (hasRevision) p.tree.field('Revision', u32(bytes, at + 36), at + 36, 4);
}

function decodeDtp(p: Packet, at: number, end: number): void {
  p.protocol = dtpId;
  if (at >= end) return cutShort(p, at, end, 'DTP message cut short');
  if (p.wantsInfo) p.info = 'Dynamic Trunk Protocol';
  p.tree?.layer('Dynamic Trunk Protocol', at, end);
  walk(p, at + 1, end, ['', 'Domain', 'Trunk status', 'Trunk type', 'Sender']);
}

const udldNames: readonly string[] = [
  '',
  'Device ID',
  'Port ID',
  'Echo',
  'Message interval',
  'Timeout interval',
  'Device name',
  'Sequence number',
];

function decodeUdld(p: Packet, at: number, end: number): void {
  p.protocol = udldId;
  if (at + 4 > end) return cutShort(p, at, end, 'UDLD message cut short');
  if (p.wantsInfo) p.info = '';
  p.tree?.layer('Unidirectional Link Detection', at, end);
  p.tree?.field('Operation', u8(p.bytes, at) & 31, at, 1);
  p.tree?.field('Flags', hexNumber(u8(p.bytes, at + 1), 2), at + 1, 1);
  walk(p, at + 4, end, udldNames);
  if (p.wantsInfo && p.info === '') p.info = 'Unidirectional Link Detection';
}

/** Elements of type, length (which counts both) and value. */
function walk(p: Packet, at: number, end: number, names: readonly string[]): void {
  const { bytes } = p;
  let next = at;
  while (next + 4 <= end) {
    const type = u16(bytes, next);
    const length = u16(bytes, next + 2);
    if (length < 4 || next + length > end) {
      // Padding of zeros may follow the last element.
      if (type !== 0 || length !== 0) p.fail('element has a wrong length');
      return;
    }
    const isText = names === udldNames ? type === 1 || type === 2 || type === 6 : type === 1;
    if (p.wantsInfo && isText && names === udldNames && type < 3) {
      p.info += `${p.info === '' ? '' : '  '}${names[type]}: ${safePadded(bytes, next + 4, next + length)}`;
    }
    if (p.tree) {
      const show = isText ? safePadded : hex;
      p.tree.field(names[type] ?? `Element ${type}`, show(bytes, next + 4, next + length), next, length);
    }
    next += length;
  }
}

function decodePagp(p: Packet, at: number, end: number): void {
  p.protocol = pagpId;
  if (at + 18 > end) return cutShort(p, at, end, 'PAgP message cut short');
  if (p.wantsInfo) p.info = `Port aggregation, device ${macAt(p.bytes, at + 2)}`;
  p.tree?.layer('Port Aggregation Protocol', at, end);
  p.tree?.field('Version', u8(p.bytes, at), at, 1);
  p.tree?.field('Device', macAt(p.bytes, at + 2), at + 2, 6);
}

function decodeWlccp(p: Packet, at: number, end: number): void {
  p.protocol = wlccpId;
  if (p.wantsInfo) p.info = `Wireless context control, ${end - at} bytes`;
  data(p, at, end);
}
