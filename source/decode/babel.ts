import { u8, u16 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hex } from './text.ts';

/** The Babel routing protocol (RFC 8966). */

const babelId = protocolId('Babel');
const magic = 42;
const headerBytes = 4;
const maxListed = 64;

export const babel: Protocol = {
  name: 'Babel',
  udpPorts: [6696],
  application: decodeBabel,
};

const names: readonly string[] = [
  'pad1',
  'padn',
  'ack-req',
  'ack',
  'hello',
  'ihu',
  'router-id',
  'nh',
  'update',
  'request',
  'seqno-request',
  'tspc',
  'hmac',
  'reserved',
  'update-src-specific',
  'request-src-specific',
  'seqno-request-src-specific',
];

function decodeBabel(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + headerBytes > end || u8(bytes, at) !== magic) return false;
  p.protocol = babelId;
  const version = u8(bytes, at + 1);
  const length = u16(bytes, at + 2);
  if (at + headerBytes + length > p.wireEnd) p.fail('Babel length exceeds the packet');
  if (p.wantsInfo) p.info = 'Babel';
  if (p.tree) {
    p.tree.layer('Babel routing protocol', at, end);
    p.tree.field('Version', version, at + 1, 1);
    p.tree.field('Length', length, at + 2, 2);
  }
  if (version !== 2) {
    if (p.wantsInfo) p.info = `Babel version ${version}`;
    return true;
  }
  listElements(p, at + headerBytes, Math.min(end, at + headerBytes + length));
  return true;
}

function listElements(p: Packet, at: number, end: number): void {
  const { bytes } = p;
  let next = at;
  for (let count = 0; next < end && count < maxListed; count += 1) {
    const type = u8(bytes, next);
    if (type > 1 && p.wantsInfo) p.info += ` ${names[type] ?? `element ${type}`}`;
    if (type === 0) {
      next += 1;
      continue;
    }
    const length = next + 1 < end ? u8(bytes, next + 1) : 0;
    if (next + 2 + length > end) {
      p.tooShort('Babel element exceeds the message');
      return;
    }
    p.tree?.field(
      names[type] ?? `Element ${type}`,
      hex(bytes, next + 2, next + 2 + length),
      next,
      2 + length,
    );
    next += 2 + length;
  }
}
