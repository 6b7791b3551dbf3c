import { ipv4At } from './address.ts';
import { i32, u8, u16, u32 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hex } from './text.ts';

/** Border Gateway Protocol. A segment may hold several messages, or begin in the middle of one. */

const bgpId = protocolId('BGP');
const markerBytes = 16;
const headerBytes = 19;
const typeOpen = 1;
const typeUpdate = 2;
const typeNotification = 3;
const maxMessages = 64;

export const bgp: Protocol = {
  name: 'BGP',
  tcpPorts: [179],
  application: decodeBgp,
};

const types: readonly string[] = [
  '',
  'OPEN Message',
  'UPDATE Message',
  'NOTIFICATION Message',
  'KEEPALIVE Message',
  'ROUTE-REFRESH Message',
  'CAPABILITY Message',
];
const errors: readonly string[] = [
  '',
  'message header error',
  'OPEN message error',
  'UPDATE message error',
  'hold timer expired',
  'finite state machine error',
  'cease',
  'ROUTE-REFRESH message error',
];

function hasMarker(p: Packet, at: number, end: number): boolean {
  if (at + headerBytes > end) return false;
  const { bytes } = p;
  return (
    i32(bytes, at) === -1 &&
    i32(bytes, at + 4) === -1 &&
    i32(bytes, at + 8) === -1 &&
    i32(bytes, at + 12) === -1
  );
}

/** Where the first message begins: a segment may begin with the rest of an earlier one. */
function findMarker(p: Packet, at: number, end: number): number {
  for (let next = at; next + headerBytes <= end; next += 1) {
    if (u8(p.bytes, next) === 0xff && hasMarker(p, next, end)) return next;
  }
  return -1;
}

function decodeBgp(p: Packet, at: number, end: number): boolean {
  const first = findMarker(p, at, end);
  if (first < 0) return false;
  p.protocol = bgpId;
  const { bytes } = p;
  let next = first;
  if (p.wantsInfo) p.info = first > at ? 'Continuation, ' : '';
  if (first > at) p.tree?.layer('Border Gateway Protocol, continuation', at, first);
  for (let count = 0; count < maxMessages && hasMarker(p, next, end); count += 1) {
    const length = u16(bytes, next + 16);
    const type = u8(bytes, next + 18);
    if (length < headerBytes) {
      p.fail('BGP message length below 19');
      break;
    }
    const stop = Math.min(end, next + length);
    if (p.wantsInfo) p.info += `${count === 0 ? '' : ', '}${types[type] ?? `BGP type ${type}`}`;
    if (p.tree) growMessage(p, next, stop, type);
    next += length;
  }
  return true;
}

function growMessage(p: Packet, at: number, end: number, type: number): void {
  const { bytes, tree } = p;
  if (!tree) return;
  tree.layer(`Border Gateway Protocol, ${types[type] ?? `type ${type}`}`, at, end);
  tree.field('Marker', hex(bytes, at, at + markerBytes), at, markerBytes);
  tree.field('Length', u16(bytes, at + 16), at + 16, 2);
  tree.field('Type', types[type] ?? type, at + 18, 1);
  const body = at + headerBytes;
  if (type === typeOpen && body + 10 <= end) {
    tree.field('Version', u8(bytes, body), body, 1);
    tree.field('Autonomous system', u16(bytes, body + 1), body + 1, 2);
    tree.field('Hold time', `${u16(bytes, body + 3)} s`, body + 3, 2);
    tree.field('Identifier', ipv4At(bytes, body + 5), body + 5, 4);
    tree.field('Optional parameters', hex(bytes, body + 10, end), body + 9, end - body - 9);
  } else if (type === typeNotification && body + 2 <= end) {
    tree.field('Error', errors[u8(bytes, body)] ?? u8(bytes, body), body, 1);
    tree.field('Subcode', u8(bytes, body + 1), body + 1, 1);
  } else if (type === typeUpdate) growUpdate(p, body, end);
}

const attributeNames: Readonly<Record<number, string>> = {
  1: 'Origin',
  2: 'AS path',
  3: 'Next hop',
  4: 'Multi-exit discriminator',
  5: 'Local preference',
  6: 'Atomic aggregate',
  7: 'Aggregator',
  8: 'Communities',
  9: 'Originator',
  10: 'Cluster list',
  14: 'Reachable (multiprotocol)',
  15: 'Unreachable (multiprotocol)',
  16: 'Extended communities',
  17: 'AS4 path',
  18: 'AS4 aggregator',
  32: 'Large communities',
};

function growUpdate(p: Packet, at: number, end: number): void {
  const { bytes, tree } = p;
  if (at + 2 > end) return;
  const withdrawnEnd = at + 2 + u16(bytes, at);
  tree?.field('Withdrawn routes', `${u16(bytes, at)} bytes`, at, 2);
  if (withdrawnEnd + 2 > end) return;
  growPrefixes(p, 'Withdrawn', at + 2, withdrawnEnd);
  const attributesEnd = withdrawnEnd + 2 + u16(bytes, withdrawnEnd);
  tree?.field('Path attributes', `${u16(bytes, withdrawnEnd)} bytes`, withdrawnEnd, 2);
  let next = withdrawnEnd + 2;
  while (next + 3 <= Math.min(end, attributesEnd)) {
    const isLong = (u8(bytes, next) & 0x10) !== 0;
    const header = isLong ? 4 : 3;
    if (next + header > end) return;
    const length = isLong ? u16(bytes, next + 2) : u8(bytes, next + 2);
    const type = u8(bytes, next + 1);
    const value = next + header;
    if (value + length > Math.min(end, attributesEnd)) {
      tree?.field('Attribute', `${type}, exceeds the message`, next, end - next);
      return;
    }
    const isAddress = (type === 3 || type === 9) && length === 4;
    const text = isAddress
      ? ipv4At(bytes, value)
      : (type === 4 || type === 5) && length === 4
        ? String(u32(bytes, value))
        : hex(bytes, value, value + length);
    tree?.field(attributeNames[type] ?? `Attribute ${type}`, text, next, header + length);
    next = value + length;
  }
  growPrefixes(p, 'Reachable', attributesEnd, end);
}

/** Prefixes with only as many bytes as their length needs. */
function growPrefixes(p: Packet, label: string, at: number, end: number): void {
  const { bytes, tree } = p;
  let next = at;
  while (next < end) {
    const length = u8(bytes, next);
    const size = (length + 7) >> 3;
    if (length > 32 || next + 1 + size > end) return;
    const part = (index: number): number => (index < size ? u8(bytes, next + 1 + index) : 0);
    tree?.field(label, `${part(0)}.${part(1)}.${part(2)}.${part(3)}/${length}`, next, 1 + size);
    next += 1 + size;
  }
}
