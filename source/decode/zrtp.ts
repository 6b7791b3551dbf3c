import { startsWith, u8, u16 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hex, safeText } from './text.ts';

const zrtpId = protocolId('ZRTP');
/** Header (12), preamble and length (4), message type (8). */
const leastBytes = 24;
const preamble = 0x505a;

/** The key agreement of encrypted telephony, in the place of RTP. */
export const zrtp: Protocol = {
  name: 'ZRTP',
  application: decodeZrtp,
  guess: { over: 'udp', firstBytes: [0x10], accepts: isZrtp },
};

function isZrtp(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  return (
    at + leastBytes <= end &&
    u8(bytes, at) === 0x10 &&
    startsWith(bytes, at + 4, end, 'ZRTP') &&
    u16(bytes, at + 12) === preamble
  );
}

function decodeZrtp(p: Packet, at: number, end: number): boolean {
  if (!isZrtp(p, at, end)) return false;
  const { bytes, tree } = p;
  p.protocol = zrtpId;
  if (!p.wantsInfo) return true;
  const type = safeText(bytes, at + 16, at + leastBytes).trimEnd();
  p.info = `${type} Packet`;
  if (!tree) return true;
  tree.layer('ZRTP', at, end);
  tree.field('Sequence number', u16(bytes, at + 2), at + 2, 2);
  tree.field('Source identifier', hex(bytes, at + 8, at + 12), at + 8, 4);
  tree.field('Length', `${u16(bytes, at + 14)} words`, at + 14, 2);
  tree.field('Message', type, at + 16, 8);
  return true;
}
