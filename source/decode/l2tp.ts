import { cutShort } from './broken.ts';
import { u8, u16, u32 } from './bytes.ts';
import { data, decodeLinkType } from './dispatch.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hexNumber } from './text.ts';

/** Layer Two Tunneling Protocol: version 2 carries PPP, version 3 anything. */

const l2tpId = protocolId('L2TP');
const l2tp3Id = protocolId('L2TPv3', 'l2tp');
const flagControl = 0x8000;
const flagLength = 0x4000;
const flagSequence = 0x0800;
const flagOffset = 0x0200;
const pppLinkType = 9;

export const l2tp: Protocol = { name: 'L2TP', udpPorts: [1701], application: decodeL2tp };
export const l2tpInIp: Protocol = { name: 'L2TPv3', ipProtocols: [115], layer: decodeInIp };

const messages: readonly string[] = [
  'Zero-Length Body',
  'Start_Control_Request',
  'Start_Control_Reply',
  'Start_Control_Connected',
  'Stop_Control_Notification',
  'Reserved',
  'Hello',
  'Outgoing_Call_Request',
  'Outgoing_Call_Reply',
  'Outgoing_Call_Connected',
  'Incoming_Call_Request',
  'Incoming_Call_Reply',
  'Incoming_Call_Connected',
  'Reserved',
  'Call_Disconnect_Notification',
  'WAN_Error_Notify',
  'Set_Link_Info',
];

function decodeL2tp(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + 6 > end) return false;
  const flags = u16(bytes, at);
  const version = flags & 15;
  if (version === 3) return decodeVersion3(p, at, end, flags);
  if (version !== 2) return false;
  let next = at + 2;
  if ((flags & flagLength) !== 0) next += 2;
  const tunnelAt = next;
  next += 4;
  if ((flags & flagSequence) !== 0) next += 4;
  if ((flags & flagOffset) !== 0 && next + 2 <= end) next += 2 + u16(bytes, next);
  p.protocol = l2tpId;
  if (next > end) {
    p.tooShort('L2TP header cut short');
    if (p.wantsInfo) p.info = 'L2TP header cut short';
    return true;
  }
  const isControl = (flags & flagControl) !== 0;
  const tunnel = u16(bytes, tunnelAt);
  const session = u16(bytes, tunnelAt + 2);
  if (p.wantsInfo) {
    const kind = isControl ? `Control Message - ${messageName(p, next, end)}` : 'Data Message';
    p.info = `${kind} (tunnel id=${tunnel}, session id=${session})`;
  }
  if (p.tree) {
    p.tree.layer(`Layer 2 Tunneling Protocol, ${isControl ? messageName(p, next, end) : 'data'}`, at, next);
    p.tree.field('Flags and version', hexNumber(flags), at, 2);
    p.tree.field('Tunnel', tunnel, tunnelAt, 2);
    p.tree.field('Session', session, tunnelAt + 2, 2);
  }
  if (isControl || next >= end) data(p, next, end);
  else decodeLinkType(p, pppLinkType, next, end);
  return true;
}

/** The first attribute of a control message is its type. */
function messageName(p: Packet, at: number, end: number): string {
  if (at + 8 > end) return messages[0] ?? '';
  const type = u16(p.bytes, at + 6);
  return u16(p.bytes, at + 4) === 0 ? (messages[type] ?? `message ${type}`) : 'unknown message';
}

function decodeVersion3(p: Packet, at: number, end: number, flags: number): boolean {
  if (at + 8 > end) return false;
  p.protocol = l2tp3Id;
  const isControl = (flags & flagControl) !== 0;
  growVersion3(p, at, end, isControl, u32(p.bytes, at + 4));
  return true;
}

function decodeInIp(p: Packet, at: number, end: number): void {
  p.protocol = l2tp3Id;
  if (at + 4 > end) return cutShort(p, at, end, 'L2TP header cut short');
  const session = u32(p.bytes, at);
  growVersion3(p, at, end, session === 0 && at + 8 <= end && (u8(p.bytes, at + 4) & 0x80) !== 0, session);
}

/** What a version 3 session carries, and whether a cookie precedes it, only its endpoints know. */
function growVersion3(p: Packet, at: number, end: number, isControl: boolean, session: number): void {
  const text = isControl ? 'Control Message' : 'Data Message';
  if (p.wantsInfo) p.info = `${text} (session id=${hexNumber(session, 8)})`;
  p.tree?.layer(`Layer 2 Tunneling Protocol version 3, ${text}`, at, end);
  data(p, Math.min(end, at + 8), end);
}
