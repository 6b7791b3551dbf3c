import { ipv4At } from './address.ts';
import { cutShort } from './broken.ts';
import { u8, u16 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hex, hexNumber } from './text.ts';

/** Multicast group membership, and the old protocols that share its number: DVMRP and PIM version 1. */

const igmpId = protocolId('IGMP');
const version1Id = protocolId('IGMPv1', 'igmp');
const version2Id = protocolId('IGMPv2', 'igmp');
const version3Id = protocolId('IGMPv3', 'igmp');
const dvmrpId = protocolId('DVMRP');
const pim1Id = protocolId('PIMv1', 'pim');

const typeQuery = 0x11;
const typeReport1 = 0x12;
const typeDvmrp = 0x13;
const typePim1 = 0x14;
const typeReport2 = 0x16;
const typeLeave = 0x17;
const typeReport3 = 0x22;
/** Queries of version 3 are longer than the eight bytes of the older ones. */
const shortQueryBytes = 8;

export const igmp: Protocol = {
  name: 'IGMP',
  ipProtocols: [2],
  layer: decodeIgmp,
};

const recordNames: readonly string[] = [
  '',
  'Include',
  'Exclude',
  'Change to include',
  'Change to exclude',
  'Allow new sources',
  'Block old sources',
];
const dvmrpCodes: readonly string[] = [
  '',
  'Probe',
  'Route Report',
  'Ask Neighbors',
  'Neighbors',
  'Ask Neighbors 2',
  'Neighbors 2',
  'Prune',
  'Graft',
  'Graft Ack',
];
const pim1Codes: readonly string[] = [
  'Query',
  'Register',
  'Register-stop',
  'Join/Prune',
  'RP-reachable',
  'Assert',
  'Graft',
  'Graft-Ack',
];

function decodeIgmp(p: Packet, at: number, end: number): void {
  p.protocol = igmpId;
  const { bytes } = p;
  if (at + shortQueryBytes > end) return cutShort(p, at, end, 'IGMP message cut short');
  const type = u8(bytes, at);
  const code = u8(bytes, at + 1);
  const isLong = p.wireEnd - at > shortQueryBytes && end - at >= 12;
  if (type === typeQuery) p.protocol = isLong ? version3Id : code === 0 ? version1Id : version2Id;
  else if (type === typeReport1) p.protocol = version1Id;
  else if (type === typeReport2 || type === typeLeave) p.protocol = version2Id;
  else if (type === typeReport3) p.protocol = version3Id;
  else if (type === typeDvmrp) p.protocol = dvmrpId;
  else if (type === typePim1) p.protocol = pim1Id;
  if (p.wantsInfo) p.info = summarize(p, at, end, type, code);
  if (p.tree) growTree(p, at, end, type, code, isLong);
}

function summarize(p: Packet, at: number, end: number, type: number, code: number): string {
  const { bytes } = p;
  const group = ipv4At(bytes, at + 4);
  if (type === typeQuery) {
    return group === '0.0.0.0'
      ? 'Membership Query, general'
      : `Membership Query, specific for group ${group}`;
  }
  if (type === typeReport1 || type === typeReport2) return `Membership Report group ${group}`;
  if (type === typeLeave) return `Leave Group ${group}`;
  if (type === typeDvmrp) return dvmrpCodes[code] ?? `DVMRP code ${code}`;
  if (type === typePim1) return pim1Codes[code] ?? `PIM version 1 code ${code}`;
  if (type !== typeReport3) return `IGMP type ${hexNumber(type, 2)}`;
  let text = 'Membership Report';
  const count = u16(bytes, at + 6);
  let next = at + 8;
  for (let index = 0; index < count && index < 4 && next + 8 <= end; index += 1) {
    text += ` / ${recordNames[u8(bytes, next)] ?? 'unknown'} ${ipv4At(bytes, next + 4)}`;
    next += 8 + u16(bytes, next + 2) * 4 + u8(bytes, next + 1) * 4;
  }
  return count > 4 ? `${text} …` : text;
}

function growTree(p: Packet, at: number, end: number, type: number, code: number, isLong: boolean): void {
  const { bytes, tree } = p;
  if (!tree) return;
  tree.layer('Internet Group Management Protocol', at, end);
  tree.field('Type', hexNumber(type, 2), at, 1);
  if (type === typeDvmrp || type === typePim1) tree.field('Code', code, at + 1, 1);
  else tree.field('Maximum response time', `${code / 10} s`, at + 1, 1);
  tree.field('Checksum', hexNumber(u16(bytes, at + 2)), at + 2, 2);
  if (type === typeReport3) {
    const count = u16(bytes, at + 6);
    tree.field('Records', count, at + 6, 2);
    let next = at + 8;
    for (let index = 0; index < count && next + 8 <= end; index += 1) {
      const length = 8 + u16(bytes, next + 2) * 4 + u8(bytes, next + 1) * 4;
      const name = recordNames[u8(bytes, next)] ?? 'unknown';
      tree.open('Record', `${name} ${ipv4At(bytes, next + 4)}`, next, length);
      growSources(p, next + 8, Math.min(end, next + length), u16(bytes, next + 2));
      tree.close();
      next += length;
    }
    return;
  }
  if (type === typeDvmrp || type === typePim1) {
    tree.field('Content', hex(bytes, at + 4, end), at + 4, end - at - 4);
    return;
  }
  tree.field('Group', ipv4At(bytes, at + 4), at + 4, 4);
  if (type === typeQuery && isLong) growSources(p, at + 12, end, u16(bytes, at + 10));
}

function growSources(p: Packet, at: number, end: number, count: number): void {
  let next = at;
  for (let index = 0; index < count && next + 4 <= end; index += 1) {
    p.tree?.field('Source', ipv4At(p.bytes, next), next, 4);
    next += 4;
  }
}
