import { u8, u16 } from './bytes.ts';
import { data } from './dispatch.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';

/** Small routing and label protocols over UDP: OLSR, AODV, MPLS echo, link management. */

const olsrId = protocolId('OLSR v1', 'olsr');
const aodvId = protocolId('AODV');
const echoId = protocolId('MPLS ECHO', 'mplsecho');
const linkManagementId = protocolId('LMP');
const autoRpId = protocolId('Auto-RP', 'autorp');

export const olsr: Protocol = { name: 'OLSR', udpPorts: [698], application: decodeOlsr };
export const aodv: Protocol = { name: 'AODV', udpPorts: [654], application: decodeAodv };
export const mplsEcho: Protocol = { name: 'MPLS ECHO', udpPorts: [3503], application: decodeEcho };
export const linkManagement: Protocol = { name: 'LMP', udpPorts: [701], application: decodeLinkManagement };
export const autoRp: Protocol = { name: 'Auto-RP', udpPorts: [496], application: decodeAutoRp };

/** For the tree: what the summary says, then the bytes. */
function show(p: Packet, at: number, end: number): void {
  p.tree?.layer(p.info, at, end);
  data(p, at, end);
}

const olsrMessages: readonly string[] = ['', 'HELLO', 'TC', 'MID', 'HNA'];

function decodeOlsr(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + 16 > end || u16(bytes, at) < 4 || at + u16(bytes, at) > p.wireEnd) return false;
  p.protocol = olsrId;
  if (p.wantsInfo) {
    const type = u8(bytes, at + 4);
    const name = olsrMessages[type] ?? `message ${type}`;
    p.info = `OLSR (IPv4) Packet, Length: ${u16(bytes, at)} Bytes, ${name}`;
  }
  show(p, at, end);
  return true;
}

const aodvMessages: readonly string[] = [
  '',
  'Route Request',
  'Route Reply',
  'Route Error',
  'Route Reply Acknowledgment',
];

function decodeAodv(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + 2 > end) return false;
  // The draft for IPv6 numbered its messages from 16.
  const type = u8(bytes, at);
  const isDraft = type >= 16 && type <= 19;
  if (!isDraft && (type === 0 || type >= aodvMessages.length)) return false;
  p.protocol = aodvId;
  if (p.wantsInfo) p.info = isDraft ? `${aodvMessages[type - 15]} (draft)` : (aodvMessages[type] ?? '');
  show(p, at, end);
  return true;
}

function decodeEcho(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + 8 > end || u16(bytes, at) !== 1) return false;
  const type = u8(bytes, at + 4);
  p.protocol = echoId;
  if (p.wantsInfo) p.info = `MPLS Echo ${type === 1 ? 'Request' : type === 2 ? 'Reply' : `type ${type}`}`;
  show(p, at, end);
  return true;
}

const linkMessages: readonly string[] = [
  '',
  'Config',
  'ConfigAck',
  'ConfigNack',
  'Hello',
  'BeginVerify',
  'BeginVerifyAck',
  'BeginVerifyNack',
  'EndVerify',
  'EndVerifyAck',
  'Test',
  'TestStatusSuccess',
  'TestStatusFailure',
  'TestStatusAck',
  'LinkSummary',
];

function decodeLinkManagement(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + 8 > end || u8(bytes, at) >> 4 !== 1) return false;
  const type = u8(bytes, at + 3);
  p.protocol = linkManagementId;
  if (p.wantsInfo) p.info = `${linkMessages[type] ?? `type ${type}`} Message`;
  show(p, at, end);
  return true;
}

function decodeAutoRp(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + 8 > end || u8(bytes, at) >> 4 !== 1) return false;
  const kind = (u8(bytes, at) & 15) === 1 ? 'RP announcement' : 'RP mapping';
  p.protocol = autoRpId;
  if (p.wantsInfo) p.info = `${kind}, ${u8(bytes, at + 1)} RPs`;
  show(p, at, end);
  return true;
}
