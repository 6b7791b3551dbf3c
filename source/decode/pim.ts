import { ipv4At, ipv6At } from './address.ts';
import { cutShort } from './broken.ts';
import { u8, u16 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hex, hexNumber } from './text.ts';

/** Protocol Independent Multicast, version 2; version 1 travels in IGMP. */

const pimId = protocolId('PIMv2', 'pim');
const pim1Id = protocolId('PIMv1', 'pim');
const typeHello = 0;
const typeRegister = 1;
const typeJoinPrune = 3;

export const pim: Protocol = {
  name: 'PIMv2',
  ipProtocols: [103],
  layer: decodePim,
};

const types: readonly string[] = [
  'Hello',
  'Register',
  'Register-stop',
  'Join/Prune',
  'Bootstrap',
  'Assert',
  'Graft',
  'Graft-Ack',
  'Candidate-RP-Advertisement',
  'State-Refresh',
  'DF election',
  'ECMP redirect',
  'PIM flooding mechanism',
];

const helloOptions: Readonly<Record<number, string>> = {
  1: 'Hold time',
  2: 'LAN prune delay',
  19: 'Designated router priority',
  20: 'Generation',
  21: 'State refresh',
  24: 'Address list',
};

function decodePim(p: Packet, at: number, end: number): void {
  p.protocol = pimId;
  const { bytes } = p;
  if (at + 4 > end) return cutShort(p, at, end, 'PIM header cut short');
  const version = u8(bytes, at) >> 4;
  const type = u8(bytes, at) & 15;
  if (version === 1) p.protocol = pim1Id;
  if (p.wantsInfo) {
    p.info = types[type] ?? `PIM type ${type}`;
    if (type === typeRegister) p.info += registered(p, at + 8, end);
  }
  if (!p.tree) return;
  p.tree.layer(`Protocol Independent Multicast, ${types[type] ?? `type ${type}`}`, at, end);
  p.tree.field('Version', version, at, 1);
  p.tree.field('Type', `${type} (${types[type] ?? 'unknown'})`, at, 1);
  p.tree.field('Checksum', hexNumber(u16(bytes, at + 2)), at + 2, 2);
  if (type === typeHello) growHello(p, at + 4, end);
  else if (type === typeRegister && at + 8 <= end) {
    p.tree.field('Flags', hexNumber(u8(bytes, at + 4), 2), at + 4, 4);
    p.tree.field('Registered packet', registered(p, at + 8, end).trim(), at + 8, end - at - 8);
  } else if (type === typeJoinPrune && at + 6 <= end) {
    p.tree.field('Upstream neighbor', unicastText(p, at + 4, end), at + 4, u8(bytes, at + 4) === 1 ? 6 : 18);
  } else if (end > at + 4) p.tree.field('Content', hex(bytes, at + 4, end), at + 4, end - at - 4);
}

/** ' 10.0.0.1 → 239.0.0.1': the packet a register message carries. */
function registered(p: Packet, at: number, end: number): string {
  const { bytes } = p;
  if (at + 20 <= end && u8(bytes, at) >> 4 === 4)
    return ` ${ipv4At(bytes, at + 12)} → ${ipv4At(bytes, at + 16)}`;
  if (at + 40 <= end && u8(bytes, at) >> 4 === 6)
    return ` ${ipv6At(bytes, at + 8)} → ${ipv6At(bytes, at + 24)}`;
  return '';
}

/** An encoded unicast address: family, encoding, address. */
function unicastText(p: Packet, at: number, end: number): string {
  const { bytes } = p;
  if (u8(bytes, at) === 1 && at + 6 <= end) return ipv4At(bytes, at + 2);
  if (u8(bytes, at) === 2 && at + 18 <= end) return ipv6At(bytes, at + 2);
  return 'cut short';
}

function growHello(p: Packet, at: number, end: number): void {
  const { bytes, tree } = p;
  let next = at;
  while (next + 4 <= end) {
    const type = u16(bytes, next);
    const length = u16(bytes, next + 2);
    if (next + 4 + length > end) {
      tree?.field('Option', `${type}, exceeds the packet`, next, end - next);
      return;
    }
    const value =
      type === 1 && length === 2 ? `${u16(bytes, next + 4)} s` : hex(bytes, next + 4, next + 4 + length);
    tree?.field(helloOptions[type] ?? `Option ${type}`, value, next, 4 + length);
    next += 4 + length;
  }
}
