import { i32, i32le, u8 } from './bytes.ts';
import { data, decodeEtherType } from './dispatch.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';

/** Captures whose packets begin with IP itself, or with BSD's address-family word. */

const rawId = protocolId('Raw IP', 'ip');
const nullId = protocolId('Null', 'null');
const ipv4Type = 0x0800;
const ipv6Type = 0x86dd;

/** 101 in files; 12 and 14 are what some systems wrote there by mistake. */
export const rawIp: Protocol = {
  name: 'Raw IP',
  linkTypes: [101, 12, 14],
  layer: decodeRawIp,
};

function decodeRawIp(p: Packet, at: number, end: number): void {
  p.protocol = rawId;
  const version = at < end ? u8(p.bytes, at) >> 4 : 0;
  if (version === 4) decodeEtherType(p, ipv4Type, at, end);
  else if (version === 6) decodeEtherType(p, ipv6Type, at, end);
  else {
    p.fail('neither IPv4 nor IPv6');
    if (p.wantsInfo) p.info = `Raw IP with version ${version}`;
    data(p, at, end);
  }
}

/** 0 BSD loopback (host byte order of the capturing machine), 108 OpenBSD loopback (network order). */
export const nullLoopback: Protocol = {
  name: 'Null',
  linkTypes: [0, 108],
  layer: decodeNull,
};

/** AF_INET6 differs between systems: Linux 10, BSD 24, FreeBSD 28, macOS 30. */
function isInet6(family: number): boolean {
  return family === 10 || family === 24 || family === 28 || family === 30;
}

function decodeNull(p: Packet, at: number, end: number): void {
  p.protocol = nullId;
  if (at + 4 > end) {
    p.tooShort('loopback header cut short');
    if (p.wantsInfo) p.info = 'loopback header cut short';
    return;
  }
  const big = i32(p.bytes, at);
  // Families are small numbers: whichever byte order makes it small is the right one.
  const family = big >= 0 && big < 0x10000 ? big : i32le(p.bytes, at);
  if (p.tree) {
    p.tree.layer('Null/loopback', at, at + 4);
    p.tree.field('Family', family >>> 0, at, 4);
  }
  if (family === 2) decodeEtherType(p, ipv4Type, at + 4, end);
  else if (isInet6(family)) decodeEtherType(p, ipv6Type, at + 4, end);
  else if (family >= 0x600 && family < 0x10000) decodeEtherType(p, family, at + 4, end);
  else {
    if (p.wantsInfo) p.info = `address family ${family >>> 0}`;
    data(p, at + 4, end);
  }
}
