import { ipv4At } from './address.ts';
import { cutShort } from './broken.ts';
import { u8, u16, u32 } from './bytes.ts';
import { data } from './dispatch.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hexNumber } from './text.ts';

/** Next Hop Resolution Protocol (RFC 2332). */

const nhrpId = protocolId('NHRP');
const fixedBytes = 20;
const mandatoryBytes = 12;

export const nhrp: Protocol = {
  name: 'NHRP',
  ipProtocols: [54],
  /** Behind GRE. */
  etherTypes: [0x2001],
  layer: decodeNhrp,
};

const types: Readonly<Record<number, string>> = {
  1: 'Resolution Request',
  2: 'Resolution Reply',
  3: 'Registration Request',
  4: 'Registration Reply',
  5: 'Purge Request',
  6: 'Purge Reply',
  7: 'Error Indication',
  8: 'Traffic Indication',
};

function decodeNhrp(p: Packet, at: number, end: number): void {
  p.protocol = nhrpId;
  const { bytes } = p;
  if (at + fixedBytes > end) return cutShort(p, at, end, 'NHRP header cut short');
  if (!p.wantsInfo) return;
  const type = u8(bytes, at + 17);
  const name = types[type] ?? `type ${type}`;
  const body = at + fixedBytes;
  const hasBody = body + mandatoryBytes <= end;
  if (p.wantsInfo) p.info = `NHRP ${name}${hasBody && type !== 7 ? `, ID=${u32(bytes, body + 4)}` : ''}`;
  if (!p.tree) return;
  p.tree.layer(`Next Hop Resolution Protocol, ${name}`, at, end);
  p.tree.field('Address family', u16(bytes, at), at, 2);
  p.tree.field('Protocol', hexNumber(u16(bytes, at + 2)), at + 2, 2);
  p.tree.field('Hops left', u8(bytes, at + 9), at + 9, 1);
  p.tree.field('Length', u16(bytes, at + 10), at + 10, 2);
  p.tree.field('Checksum', hexNumber(u16(bytes, at + 12)), at + 12, 2);
  p.tree.field('Type', `${type} (${name})`, at + 17, 1);
  if (!hasBody) return data(p, body, end);
  const linkBytes = u8(bytes, at + 18) & 63;
  const source = body + 8 + linkBytes + (u8(bytes, at + 19) & 63);
  const protocolBytes = u8(bytes, body);
  if (protocolBytes !== 4 || u8(bytes, body + 1) !== 4 || source + 8 > end) return data(p, body, end);
  p.tree.field('Source', ipv4At(bytes, source), source, 4);
  p.tree.field('Destination', ipv4At(bytes, source + 4), source + 4, 4);
}
