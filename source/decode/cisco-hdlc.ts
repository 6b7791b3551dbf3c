import { ipv4At } from './address.ts';
import { cutShort } from './broken.ts';
import { u8, u16, u32 } from './bytes.ts';
import { data, decodeEtherType, decodeNlpid, decodeSnap, knowsEtherType } from './dispatch.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hexNumber } from './text.ts';

/** Cisco's framing of serial lines, and SLARP, its keep-alive. */

const hdlcId = protocolId('CHDLC');
const slarpId = protocolId('SLARP');
const headerBytes = 4;
const typeSlarp = 0x8035;
const typeDiscovery = 0x2000;
const typeOsi = 0xfefe;
const ciscoOrganisation = 0x00000c;

export const ciscoHdlc: Protocol = {
  name: 'CHDLC',
  linkTypes: [104],
  layer: decodeHdlc,
};

function decodeHdlc(p: Packet, at: number, end: number): void {
  p.protocol = hdlcId;
  if (at + headerBytes > end) return cutShort(p, at, end, 'Cisco HDLC header cut short');
  const { bytes } = p;
  const type = u16(bytes, at + 2);
  const content = at + headerBytes;
  if (p.wantsInfo) p.info = `Cisco HDLC, type ${hexNumber(type)}, ${end - content} bytes`;
  if (p.tree) {
    p.tree.layer('Cisco HDLC', at, content);
    p.tree.field('Address', hexNumber(u8(bytes, at), 2), at, 1);
    p.tree.field('Control', u8(bytes, at + 1), at + 1, 1);
    p.tree.field('Protocol', hexNumber(type), at + 2, 2);
  }
  if (type === typeSlarp) decodeSlarp(p, content, end);
  else if (type === typeDiscovery) {
    if (!decodeSnap(p, ciscoOrganisation, typeDiscovery, content, end)) data(p, content, end);
  } else if (type === typeOsi) {
    // One byte of padding stands before the identifier, which is itself part of what it identifies.
    const osi = content < end && u8(bytes, content) < 0x80 ? content + 1 : content;
    if (osi >= end || !decodeNlpid(p, u8(bytes, osi), osi, end)) data(p, content, end);
  } else if (knowsEtherType(type)) decodeEtherType(p, type, content, end);
  else data(p, content, end);
}

const slarpNames: readonly string[] = ['address request', 'address reply', 'keepalive'];

function decodeSlarp(p: Packet, at: number, end: number): void {
  p.protocol = slarpId;
  const { bytes } = p;
  if (at + 14 > end) return cutShort(p, at, end, 'SLARP packet cut short');
  const code = u32(bytes, at);
  const isKeepalive = code === 2;
  if (p.wantsInfo) {
    p.info = isKeepalive
      ? `Line keepalive, outgoing sequence ${u32(bytes, at + 4)}, returned sequence ${u32(bytes, at + 8)}`
      : `SLARP ${slarpNames[code] ?? `type ${code}`}, from ${ipv4At(bytes, at + 4)}, mask ${ipv4At(bytes, at + 8)}`;
  }
  if (!p.tree) return;
  p.tree.layer(`SLARP ${slarpNames[code] ?? `type ${code}`}`, at, end);
  p.tree.field('Type', code, at, 4);
  p.tree.field(
    isKeepalive ? 'Our sequence' : 'Address',
    isKeepalive ? u32(bytes, at + 4) : ipv4At(bytes, at + 4),
    at + 4,
    4,
  );
  p.tree.field(
    isKeepalive ? 'Their sequence' : 'Mask',
    isKeepalive ? u32(bytes, at + 8) : ipv4At(bytes, at + 8),
    at + 8,
    4,
  );
}
