import { cutShort } from './broken.ts';
import { type Bytes, u8, u16, u32 } from './bytes.ts';
import { data } from './dispatch.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hex, hexNumber } from './text.ts';

/** Precision Time Protocol (IEEE 1588), over Ethernet and UDP. */

const ptp2Id = protocolId('PTPv2', 'ptp');
const ptp1Id = protocolId('PTPv1', 'ptp');
const headerBytes = 34;
const announceBytes = 64;

export const ptp: Protocol = {
  name: 'PTP',
  etherTypes: [0x88f7],
  udpPorts: [319, 320],
  layer: decodeOverEthernet,
  application: decodeOverUdp,
};

const types: readonly string[] = [
  'Sync Message',
  'Delay_Req Message',
  'Peer_Delay_Req Message',
  'Peer_Delay_Resp Message',
  'Reserved Message',
  'Reserved Message',
  'Reserved Message',
  'Reserved Message',
  'Follow_Up Message',
  'Delay_Resp Message',
  'Peer_Delay_Resp_Follow_Up Message',
  'Announce Message',
  'Signalling Message',
  'Management Message',
  'Reserved Message',
  'Reserved Message',
];
const types1: readonly string[] = ['Sync', 'Delay_Req', 'Follow_Up', 'Delay_Resp', 'Management'];

function decodeOverEthernet(p: Packet, at: number, end: number): void {
  p.protocol = ptp2Id;
  if (at + 4 > end) return cutShort(p, at, end, 'PTP header cut short');
  decodePtp(p, at, end);
}

function decodeOverUdp(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + 4 > end) return false;
  // Version 1 keeps its version in sixteen bits.
  if (u16(bytes, at) === 1) {
    p.protocol = ptp1Id;
    const control = at + 33 <= end ? u8(bytes, at + 32) : -1;
    if (p.wantsInfo) p.info = `${types1[control] ?? 'PTP version 1'} Message`;
    p.tree?.layer('Precision Time Protocol, version 1', at, end);
    data(p, at, end);
    return true;
  }
  if ((u8(bytes, at + 1) & 15) !== 2) return false;
  decodePtp(p, at, end);
  return true;
}

function decodePtp(p: Packet, at: number, end: number): void {
  p.protocol = ptp2Id;
  const { bytes } = p;
  const type = u8(bytes, at) & 15;
  if (p.wantsInfo) p.info = types[type] ?? '';
  if (at + headerBytes > end) {
    p.tooShort('PTP header cut short');
    return data(p, at, end);
  }
  if (!p.tree) return;
  p.tree.layer(`Precision Time Protocol, ${types[type]}`, at, end);
  p.tree.field('Message', types[type] ?? type, at, 1);
  p.tree.field('Version', u8(bytes, at + 1) & 15, at + 1, 1);
  p.tree.field('Length', u16(bytes, at + 2), at + 2, 2);
  p.tree.field('Domain', u8(bytes, at + 4), at + 4, 1);
  p.tree.field('Flags', hexNumber(u16(bytes, at + 6)), at + 6, 2);
  p.tree.field('Correction', hex(bytes, at + 8, at + 16), at + 8, 8);
  p.tree.field('Clock', hex(bytes, at + 20, at + 28, ':'), at + 20, 8);
  p.tree.field('Port', u16(bytes, at + 28), at + 28, 2);
  p.tree.field('Sequence', u16(bytes, at + 30), at + 30, 2);
  const body = at + headerBytes;
  if ((type < 4 || type >= 8) && type < 12 && body + 10 <= end) {
    p.tree.field('Timestamp', timeText(bytes, body), body, 10);
  }
  if (type === 11 && at + announceBytes <= end) {
    p.tree.field('Grandmaster priority', `${u8(bytes, at + 47)}, then ${u8(bytes, at + 52)}`, at + 47, 6);
    p.tree.field('Grandmaster', hex(bytes, at + 53, at + 61, ':'), at + 53, 8);
    p.tree.field('Steps removed', u16(bytes, at + 61), at + 61, 2);
  }
}

function timeText(bytes: Bytes, at: number): string {
  const seconds = u16(bytes, at) * 2 ** 32 + u32(bytes, at + 2);
  return `${seconds}.${String(u32(bytes, at + 6)).padStart(9, '0')} s`;
}
