import { u8, u16 } from './bytes.ts';
import { data, decodeEtherType, enterLayer } from './dispatch.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';

/** IPv6 in UDP through address translators (RFC 4380). */

const teredoId = protocolId('Teredo');
const ipv6Type = 0x86dd;
const indicatorAuthentication = 1;
const originBytes = 8;
/** Identifier length, value length … nonce, confirmation. */
const authenticationFixedBytes = 13;

export const teredo: Protocol = {
  name: 'Teredo',
  udpPorts: [3544],
  application: decodeTeredo,
};

function decodeTeredo(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  let next = at;
  let hasAuthentication = false;
  let hasOrigin = false;
  if (next + 4 <= end && u16(bytes, next) === indicatorAuthentication) {
    next += authenticationFixedBytes + u8(bytes, next + 2) + u8(bytes, next + 3);
    hasAuthentication = true;
  }
  if (next + originBytes <= end && u16(bytes, next) === 0) {
    next += originBytes;
    hasOrigin = true;
  }
  if (next >= end || u8(bytes, next) >> 4 !== 6) return false;
  p.protocol = teredoId;
  if (p.wantsInfo) p.info = 'Teredo';
  if (p.tree) {
    p.tree.layer('Teredo', at, next);
    p.tree.field('Authentication', hasAuthentication ? 'yes' : 'no', at, hasAuthentication ? 4 : 0);
    p.tree.field(
      'Origin',
      hasOrigin ? 'yes' : 'no',
      hasOrigin ? next - originBytes : at,
      hasOrigin ? originBytes : 0,
    );
  }
  if (!enterLayer(p)) data(p, next, end);
  else decodeEtherType(p, ipv6Type, next, end);
  return true;
}
