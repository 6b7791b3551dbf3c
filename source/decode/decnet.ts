import { cutShort } from './broken.ts';
import { u8, u16le } from './bytes.ts';
import { data } from './dispatch.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hexNumber } from './text.ts';

/** DECnet phase IV routing. */

const decnetId = protocolId('DEC DNA', 'decnet');
const flagControl = 0x01;
const flagPadding = 0x80;
const longDataType = 6;

export const decnet: Protocol = {
  name: 'DEC DNA',
  etherTypes: [0x6003],
  layer: decodeDecnet,
};

const controlNames: readonly string[] = [
  'Initialization message',
  'Verification message',
  'Hello and test message',
  'Level 1 routing message',
  'Level 2 routing message',
  'Ethernet router Hello message',
  'Ethernet endnode Hello message',
];

/** Area and node of the last two bytes of a station's Ethernet address. */
function nodeText(value: number): string {
  return `${value >> 10}.${value & 0x3ff}`;
}

function decodeDecnet(p: Packet, at: number, end: number): void {
  p.protocol = decnetId;
  const { bytes } = p;
  if (at + 3 > end) return cutShort(p, at, end, 'DECnet header cut short');
  const length = u16le(bytes, at);
  let next = at + 2;
  // A byte with the highest bit set counts the padding before the message, itself included.
  if ((u8(bytes, next) & flagPadding) !== 0) next += u8(bytes, next) & 0x7f;
  if (next >= end) return cutShort(p, at, end, 'DECnet header cut short');
  const flags = u8(bytes, next);
  const isControl = (flags & flagControl) !== 0;
  const kind = (flags >> 1) & 7;
  if (p.wantsInfo) {
    p.info = isControl ? `Routing control, ${controlNames[kind] ?? `type ${kind}`}` : 'Data';
    if (!isControl && (flags & 7) === longDataType && next + 21 <= end) {
      p.info += ` ${nodeText(u16le(bytes, next + 15))} → ${nodeText(u16le(bytes, next + 7))}`;
    }
  }
  if (!p.tree) return;
  p.tree.layer('DECnet routing', at, end);
  p.tree.field('Length', length, at, 2);
  p.tree.field('Routing flags', hexNumber(flags, 2), next, 1);
  if (!isControl && (flags & 7) === longDataType && next + 21 <= end) {
    p.tree.field('Destination', nodeText(u16le(bytes, next + 7)), next + 7, 2);
    p.tree.field('Source', nodeText(u16le(bytes, next + 15)), next + 15, 2);
  }
  data(p, next + 1, end);
}
