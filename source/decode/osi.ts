import { cutShort } from './broken.ts';
import { u8, u16 } from './bytes.ts';
import { data, decodeNlpid } from './dispatch.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hex, hexNumber } from './text.ts';

/** The OSI network layer: what begins with an identifier byte (ISO 9577), and its small protocols. */

const isoId = protocolId('ISO');
const clnpId = protocolId('CLNP');
const esIsId = protocolId('ESIS');

export const osi: Protocol = {
  name: 'ISO',
  llcSaps: [0xfe],
  etherTypes: [0xfefe],
  pppProtocols: [0x0023],
  layer: decodeOsi,
};
export const clnp: Protocol = { name: 'CLNP', nlpids: [0x81], layer: decodeClnp };
export const esIs: Protocol = { name: 'ESIS', nlpids: [0x82], layer: decodeEsIs };

function decodeOsi(p: Packet, at: number, end: number): void {
  p.protocol = isoId;
  if (at >= end) return cutShort(p, at, end, 'OSI packet is empty');
  const identifier = u8(p.bytes, at);
  if (p.wantsInfo) p.info = `OSI network protocol ${hexNumber(identifier, 2)}`;
  if (!decodeNlpid(p, identifier, at, end)) data(p, at, end);
}

const esIsTypes: Readonly<Record<number, string>> = { 2: 'ES HELLO', 4: 'IS HELLO', 6: 'RD REQUEST' };

function decodeEsIs(p: Packet, at: number, end: number): void {
  p.protocol = esIsId;
  const { bytes } = p;
  if (at + 9 > end) return cutShort(p, at, end, 'ES-IS header cut short');
  if (!p.wantsInfo) return;
  const type = u8(bytes, at + 4) & 31;
  const name = esIsTypes[type] ?? `ES-IS type ${type}`;
  p.info = name;
  if (!p.tree) return;
  p.tree.layer(`ES-IS, ${name}`, at, end);
  p.tree.field('Header length', u8(bytes, at + 1), at + 1, 1);
  p.tree.field('Version', u8(bytes, at + 2), at + 2, 1);
  p.tree.field('Type', name, at + 4, 1);
  p.tree.field('Holding time', `${u16(bytes, at + 5)} s`, at + 5, 2);
  p.tree.field('Checksum', hexNumber(u16(bytes, at + 7)), at + 7, 2);
  if (end > at + 9) p.tree.field('Addresses', hex(bytes, at + 9, end), at + 9, end - at - 9);
}

function decodeClnp(p: Packet, at: number, end: number): void {
  p.protocol = clnpId;
  const { bytes } = p;
  if (at + 9 > end) return cutShort(p, at, end, 'CLNP header cut short');
  const type = u8(bytes, at + 4) & 31;
  if (p.wantsInfo) p.info = `CLNP ${type === 28 ? 'data' : type === 1 ? 'error report' : `type ${type}`}`;
  if (!p.tree) return;
  p.tree.layer('Connectionless Network Protocol', at, Math.min(end, at + u8(bytes, at + 1)));
  p.tree.field('Header length', u8(bytes, at + 1), at + 1, 1);
  p.tree.field('Lifetime', `${u8(bytes, at + 3) / 2} s`, at + 3, 1);
  p.tree.field('Type', type, at + 4, 1);
  p.tree.field('Segment length', u16(bytes, at + 5), at + 5, 2);
}
