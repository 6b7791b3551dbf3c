import { ipv4At } from './address.ts';
import { cutShort } from './broken.ts';
import { u8, u16 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hex } from './text.ts';

/** Resource Reservation Protocol, with its traffic-engineering messages. */

const rsvpId = protocolId('RSVP');
const endToEndId = protocolId('RSVP-E2EI', 'rsvp');
const headerBytes = 8;

export const rsvp: Protocol = { name: 'RSVP', ipProtocols: [46], layer: decodeRsvp };
export const rsvpEndToEnd: Protocol = { name: 'RSVP-E2EI', ipProtocols: [134], layer: decodeEndToEnd };

const types: Readonly<Record<number, string>> = {
  1: 'PATH Message',
  2: 'RESV Message',
  3: 'PATH ERROR Message',
  4: 'RESV ERROR Message',
  5: 'PATH TEAR Message',
  6: 'RESV TEAR Message',
  7: 'CONFIRM Message',
  12: 'BUNDLE Message',
  13: 'ACK Message',
  15: 'SREFRESH Message',
  20: 'HELLO Message',
  21: 'NOTIFY Message',
};

const objects: Readonly<Record<number, string>> = {
  1: 'Session',
  3: 'Hop',
  4: 'Integrity',
  5: 'Time values',
  6: 'Error',
  8: 'Style',
  9: 'Flow specification',
  10: 'Filter specification',
  11: 'Sender template',
  12: 'Sender traffic specification',
  16: 'Label',
  19: 'Label request',
  20: 'Explicit route',
  21: 'Record route',
  22: 'Hello',
  23: 'Message id',
  207: 'Session attribute',
};

function decodeEndToEnd(p: Packet, at: number, end: number): void {
  decodeRsvp(p, at, end);
  p.protocol = endToEndId;
}

function decodeRsvp(p: Packet, at: number, end: number): void {
  p.protocol = rsvpId;
  const { bytes } = p;
  if (at + headerBytes > end) return cutShort(p, at, end, 'RSVP header cut short');
  if (!p.wantsInfo) return;
  const type = u8(bytes, at + 1);
  const name = types[type] ?? `RSVP message ${type}`;
  if (p.wantsInfo) p.info = name;
  if (!p.tree) return;
  p.tree.layer(`Resource Reservation Protocol, ${name}`, at, end);
  p.tree.field('Type', `${type} (${name})`, at + 1, 1);
  p.tree.field('Time to live', u8(bytes, at + 4), at + 4, 1);
  p.tree.field('Length', u16(bytes, at + 6), at + 6, 2);
  let next = at + headerBytes;
  while (next + 4 <= end) {
    const length = u16(bytes, next);
    if (length < 4 || next + length > end) {
      p.tree.field('Object', `wrong length ${length}`, next, end - next);
      return;
    }
    const kind = u8(bytes, next + 2);
    const isAddress = (kind === 1 || kind === 3 || kind === 10 || kind === 11) && length >= 8;
    const text = isAddress ? ipv4At(bytes, next + 4) : hex(bytes, next + 4, next + length);
    p.tree.field(objects[kind] ?? `Object ${kind}`, text, next, length);
    next += length;
  }
}
