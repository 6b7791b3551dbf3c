import { cutShort } from './broken.ts';
import { u8, u16, u32 } from './bytes.ts';
import { data } from './dispatch.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';

/** Transparent Inter-Process Communication, for clusters. */

const tipcId = protocolId('TIPC');
const leastBytes = 24;

export const tipc: Protocol = {
  name: 'TIPC',
  etherTypes: [0x88ca],
  udpPorts: [6118],
  layer: decodeTipc,
  application: decodeInUdp,
};

const users: readonly string[] = [
  'Payload, low priority',
  'Payload, medium priority',
  'Payload, high priority',
  'Payload, critical',
  'Broadcast',
  'Message bundler',
  'Link protocol',
  'Connection manager',
  'Route distributor',
  'Changeover',
  'Name distributor',
  'Message fragmenter',
  'Link next',
  'Link configuration',
  'Socket',
  'Internal',
];

function decodeInUdp(p: Packet, at: number, end: number): boolean {
  if (at + leastBytes > end || u8(p.bytes, at) >> 5 !== 2) return false;
  decodeTipc(p, at, end);
  return true;
}

function decodeTipc(p: Packet, at: number, end: number): void {
  p.protocol = tipcId;
  const { bytes } = p;
  if (at + leastBytes > end) return cutShort(p, at, end, 'TIPC header cut short');
  const word = u32(bytes, at);
  const user = (word >>> 25) & 15;
  const headerWords = (word >>> 21) & 15;
  const name = users[user] ?? '';
  if (p.wantsInfo) p.info = `${name}, type ${u8(bytes, at + 4) >> 5}`;
  const body = Math.min(end, at + headerWords * 4);
  if (!p.tree) return;
  p.tree.layer(`TIPC, ${name}`, at, Math.max(at + leastBytes, body));
  p.tree.field('Version', word >>> 29, at, 1);
  p.tree.field('User', name, at, 1);
  p.tree.field('Header length', `${headerWords * 4} bytes`, at, 2);
  p.tree.field('Message size', word & 0x1ffff, at + 1, 3);
  p.tree.field('Link acknowledged', u16(bytes, at + 8), at + 8, 2);
  p.tree.field('Link sequence', u16(bytes, at + 10), at + 10, 2);
  data(p, body, end);
}
