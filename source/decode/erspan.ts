import { cutShort } from './broken.ts';
import { u8, u16, u32 } from './bytes.ts';
import { data, decodeEtherType } from './dispatch.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';

/** Cisco's mirrored frames behind GRE: types II and III (type I has no header; see gre.ts). */

const erspanId = protocolId('ERSPAN');
const ethernetType = 0x6558;
const ipv4Type = 0x0800;
const frameIp = 2;

export const erspan: Protocol = {
  name: 'ERSPAN',
  etherTypes: [0x88be, 0x22eb],
  layer: decodeErspan,
};

function decodeErspan(p: Packet, at: number, end: number): void {
  p.protocol = erspanId;
  const { bytes } = p;
  if (at + 8 > end) return cutShort(p, at, end, 'ERSPAN header cut short');
  const version = u8(bytes, at) >> 4;
  const session = u16(bytes, at + 2) & 0x3ff;
  let content = at + 8;
  let frameType = 0;
  if (version === 2) {
    if (at + 12 > end) return cutShort(p, at, end, 'ERSPAN header cut short');
    frameType = (u16(bytes, at + 10) >> 10) & 31;
    content = at + 12 + ((u16(bytes, at + 10) & 1) !== 0 ? 8 : 0);
    if (content > end) return cutShort(p, at, end, 'ERSPAN header cut short');
  }
  if (p.wantsInfo) p.info = `ERSPAN session ${session}, version ${version}`;
  if (p.tree) {
    p.tree.layer(`ERSPAN type ${version === 2 ? 'III' : version === 1 ? 'II' : version}`, at, content);
    p.tree.field('Version', version, at, 1);
    p.tree.field('VLAN', u16(bytes, at) & 0xfff, at, 2);
    p.tree.field('Session', session, at + 2, 2);
    if (version === 2) p.tree.field('Timestamp', u32(bytes, at + 4), at + 4, 4);
    else p.tree.field('Index', u32(bytes, at + 4) & 0xfffff, at + 4, 4);
  }
  if (version !== 1 && version !== 2) return data(p, content, end);
  if (frameType === frameIp) decodeEtherType(p, ipv4Type, content, end);
  else if (frameType === 0) decodeEtherType(p, ethernetType, content, end);
  else data(p, content, end);
}
