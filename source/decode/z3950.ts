import { u8 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';

const z3950Id = protocolId('Z39.50');
/** Context tags of the messages, constructed: 20 initialise … 26 delete; later ones take a second byte. */
const firstTag = 0xb4;
// biome-ignore format: a table
const messageNames: readonly string[] = [
  'Initialize Request', 'Initialize Response', 'Search Request', 'Search Response', 'Present Request',
  'Present Response', 'Delete Result Set Request', 'Delete Result Set Response', 'Access Control Request',
  'Access Control Response', 'Resource Control Request',
];

/** Library catalogues. */
export const z3950: Protocol = { name: 'Z39.50', tcpPorts: [210], application: decodeZ3950 };

/** A known message whose length is that of the segment, or goes beyond it. */
function decodeZ3950(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + 4 > end) return false;
  const name = messageNames[u8(bytes, at) - firstTag];
  const form = u8(bytes, at + 1);
  if (name === undefined || form > 0x84 || form === 0x80) return false;
  p.protocol = z3950Id;
  if (p.wantsInfo) p.info = name;
  if (p.tree) {
    p.tree.layer('Z39.50', at, end);
    p.tree.field('Message', name, at, 1);
    p.tree.field('Content', `${end - at} bytes`, at, end - at);
  }
  return true;
}
