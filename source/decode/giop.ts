import { startsWith, u8, u32, u32le } from './bytes.ts';
import { headerProtocol } from './header-protocol.ts';
import type { Packet } from './packet.ts';

const messages: readonly string[] = [
  'Request',
  'Reply',
  'CancelRequest',
  'LocateRequest',
  'LocateReply',
  'CloseConnection',
  'MessageError',
  'Fragment',
];
const fragmentHeaderBytes = 20;

/** Over UDP groups are addressed with MIOP, which fragments and then carries the same messages. */
function isGiop(p: Packet, at: number, end: number): boolean {
  if (at + 12 > end) return false;
  if (startsWith(p.bytes, at, end, 'GIOP'))
    return u8(p.bytes, at + 4) === 1 && u8(p.bytes, at + 7) < messages.length;
  return p.carrier === 17 && startsWith(p.bytes, at, end, 'MIOP') && u8(p.bytes, at + 4) === 0x10;
}

function summarize(p: Packet, at: number, end: number): string {
  const { bytes } = p;
  const wrapped = startsWith(bytes, at, end, 'MIOP');
  // MIOP: header of 20 bytes, an identifier with its length, padding to eight bytes.
  let start = at;
  if (wrapped) {
    start = end;
    for (let next = at + fragmentHeaderBytes; next + 12 <= Math.min(end, at + 300); next += 4) {
      if (startsWith(bytes, next, end, 'GIOP')) {
        start = next;
        break;
      }
    }
    if (start + 12 > end) return 'MIOP fragment';
  }
  const isLittle = (u8(bytes, start + 6) & 1) !== 0;
  const size = isLittle ? u32le(bytes, start + 8) : u32(bytes, start + 8);
  return `GIOP 1.${u8(bytes, start + 5)} ${messages[u8(bytes, start + 7)] ?? 'message'}, s=${size}`;
}

/** CORBA's General Inter-ORB Protocol. */
export const giop = headerProtocol({
  name: 'GIOP',
  title: 'General Inter-ORB Protocol',
  guess: { over: 'both', firstBytes: [0x47, 0x4d], accepts: isGiop },
  accepts: isGiop,
  summarize,
  fields: [
    ['Magic', 0, 4, 'text'],
    ['Version', 4, 2, 'hex'],
    ['Flags', 6, 1, 'hex'],
    ['Message type', 7, 1],
  ],
});
