import { u8, u16, u32 } from './bytes.ts';
import { growHeader } from './header-fields.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hexNumber } from './text.ts';

const openflowId = protocolId('OpenFlow');
const headerBytes = 8;
const maxMessagesPerSegment = 30;

/** How a controller programs switches. */
export const openflow: Protocol = {
  name: 'OpenFlow',
  tcpPorts: [6633, 6653],
  application: decodeOpenflow,
};

const versions: Readonly<Record<number, string>> = {
  1: '1.0',
  2: '1.1',
  3: '1.2',
  4: '1.3',
  5: '1.4',
  6: '1.5',
};

// biome-ignore format: a table
const types10: readonly string[] = [
  'HELLO', 'ERROR', 'ECHO_REQUEST', 'ECHO_REPLY', 'VENDOR', 'FEATURES_REQUEST', 'FEATURES_REPLY', 'GET_CONFIG_REQUEST',
  'GET_CONFIG_REPLY', 'SET_CONFIG', 'PACKET_IN', 'FLOW_REMOVED', 'PORT_STATUS', 'PACKET_OUT', 'FLOW_MOD', 'PORT_MOD',
  'STATS_REQUEST', 'STATS_REPLY', 'BARRIER_REQUEST', 'BARRIER_REPLY', 'QUEUE_GET_CONFIG_REQUEST',
  'QUEUE_GET_CONFIG_REPLY',
];

// biome-ignore format: a table
const typesLater: readonly string[] = [
  'HELLO', 'ERROR', 'ECHO_REQUEST', 'ECHO_REPLY', 'EXPERIMENTER', 'FEATURES_REQUEST', 'FEATURES_REPLY',
  'GET_CONFIG_REQUEST', 'GET_CONFIG_REPLY', 'SET_CONFIG', 'PACKET_IN', 'FLOW_REMOVED', 'PORT_STATUS', 'PACKET_OUT',
  'FLOW_MOD', 'GROUP_MOD', 'PORT_MOD', 'TABLE_MOD', 'MULTIPART_REQUEST', 'MULTIPART_REPLY', 'BARRIER_REQUEST',
  'BARRIER_REPLY', 'QUEUE_GET_CONFIG_REQUEST', 'QUEUE_GET_CONFIG_REPLY', 'ROLE_REQUEST', 'ROLE_REPLY',
  'GET_ASYNC_REQUEST', 'GET_ASYNC_REPLY', 'SET_ASYNC', 'METER_MOD', 'ROLE_STATUS', 'TABLE_STATUS', 'REQUESTFORWARD',
  'BUNDLE_CONTROL', 'BUNDLE_ADD_MESSAGE',
];

function isMessage(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + headerBytes > end) return false;
  const version = u8(bytes, at);
  return (
    version >= 1 && version <= 6 && u8(bytes, at + 1) < typesLater.length && u16(bytes, at + 2) >= headerBytes
  );
}

function decodeOpenflow(p: Packet, at: number, end: number): boolean {
  if (!isMessage(p, at, end)) return false;
  p.protocol = openflowId;
  if (p.wantsInfo) describe(p, at, end);
  return true;
}

function typeName(version: number, type: number): string {
  return `OFPT_${(version === 1 ? types10 : typesLater)[type] ?? type}`;
}

function describe(p: Packet, at: number, end: number): void {
  const { bytes } = p;
  let text = '';
  let next = at;
  for (let count = 0; count < maxMessagesPerSegment && isMessage(p, next, end); count += 1) {
    const name = typeName(u8(bytes, next), u8(bytes, next + 1));
    const wireEnd = next + u16(bytes, next + 2);
    text += (count === 0 ? 'Type: ' : ', ') + name;
    if (p.tree) growTree(p, next, Math.min(end, wireEnd), name);
    next = wireEnd;
  }
  p.info = text;
}

function growTree(p: Packet, at: number, end: number, name: string): void {
  const { bytes, tree } = p;
  if (!tree) return;
  tree.layer(`OpenFlow ${versions[u8(bytes, at)]}, ${name}`, at, end);
  tree.field('Version', `${versions[u8(bytes, at)]} (${u8(bytes, at)})`, at, 1);
  tree.field('Type', `${name} (${u8(bytes, at + 1)})`, at + 1, 1);
  tree.field('Length', u16(bytes, at + 2), at + 2, 2);
  tree.field('Transaction id', hexNumber(u32(bytes, at + 4), 8), at + 4, 4);
  if (u8(bytes, at + 1) === 1) {
    growHeader(tree, bytes, at, end, [
      ['Error type', 8, 2],
      ['Error code', 10, 2],
    ]);
  }
}
