import { cutShort } from './broken.ts';
import { u16le } from './bytes.ts';
import { data } from './dispatch.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';

/** Ethernet's configuration testing: a frame a switch sends to itself. */

const loopId = protocolId('LOOP');

export const loopbackTest: Protocol = {
  name: 'LOOP',
  etherTypes: [0x9000],
  layer: decodeLoop,
};

function decodeLoop(p: Packet, at: number, end: number): void {
  p.protocol = loopId;
  const { bytes } = p;
  if (at + 4 > end) return cutShort(p, at, end, 'loopback header cut short');
  const skip = u16le(bytes, at);
  const functionAt = at + 2 + skip;
  const code = functionAt + 2 <= end ? u16le(bytes, functionAt) : 0;
  const name = code === 1 ? 'Reply' : code === 2 ? 'Forward data' : 'loopback test';
  if (functionAt + 2 > end) p.tooShort('loopback function lies beyond the frame');
  if (p.wantsInfo) p.info = name;
  if (!p.tree) return;
  p.tree.layer('Configuration Test Protocol', at, end);
  p.tree.field('Skip', skip, at, 2);
  if (functionAt + 2 <= end) p.tree.field('Function', `${code} (${name})`, functionAt, 2);
  data(p, Math.min(end, functionAt + 2), end);
}
