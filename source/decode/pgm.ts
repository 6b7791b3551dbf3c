import { cutShort } from './broken.ts';
import { u8, u16, u32 } from './bytes.ts';
import { data } from './dispatch.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hex, hexNumber } from './text.ts';

/** Pragmatic General Multicast (RFC 3208). */

const pgmId = protocolId('PGM');
const headerBytes = 16;

export const pgm: Protocol = { name: 'PGM', ipProtocols: [113], layer: decodePgm };

const types: Readonly<Record<number, string>> = {
  0: 'SPM',
  1: 'POLL',
  2: 'POLR',
  4: 'ODATA',
  5: 'RDATA',
  8: 'NAK',
  9: 'NNAK',
  10: 'NCF',
  13: 'ACK',
};

function decodePgm(p: Packet, at: number, end: number): void {
  p.protocol = pgmId;
  const { bytes } = p;
  if (at + headerBytes > end) return cutShort(p, at, end, 'PGM header cut short');
  const source = u16(bytes, at);
  const destination = u16(bytes, at + 2);
  const type = u8(bytes, at + 4);
  if (p.isOutermost) {
    p.srcPort = source;
    p.dstPort = destination;
    p.payloadStart = at + headerBytes - p.start;
    p.payloadLength = Math.max(0, p.wireEnd - at - headerBytes);
  }
  if (!p.wantsInfo) return;
  const name = types[type] ?? `type ${hexNumber(type, 2)}`;
  const sequence = at + headerBytes + 4 <= end ? ` sqn ${hexNumber(u32(bytes, at + headerBytes), 1)}` : '';
  p.info = `${name}${sequence} gsi ${hex(bytes, at + 8, at + 14)}`;
  if (!p.tree) return;
  p.tree.layer(`Pragmatic General Multicast, ${name}`, at, at + headerBytes);
  p.tree.field('Source port', source, at, 2);
  p.tree.field('Destination port', destination, at + 2, 2);
  p.tree.field('Type', name, at + 4, 1);
  p.tree.field('Options', hexNumber(u8(bytes, at + 5), 2), at + 5, 1);
  p.tree.field('Source id', hex(bytes, at + 8, at + 14), at + 8, 6);
  p.tree.field('Data length', u16(bytes, at + 14), at + 14, 2);
  data(p, at + headerBytes, end);
}
