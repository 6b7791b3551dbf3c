import { u8, u16, u24 } from './bytes.ts';
import { data, decodeEtherType, knowsEtherType } from './dispatch.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hex, hexNumber } from './text.ts';

/** Generic Network Virtualization Encapsulation (RFC 8926). */

const geneveId = protocolId('Geneve');
const headerBytes = 8;

export const geneve: Protocol = {
  name: 'Geneve',
  udpPorts: [6081],
  application: decodeGeneve,
};

function decodeGeneve(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + headerBytes > end || u8(bytes, at) >> 6 !== 0) return false;
  const content = at + headerBytes + (u8(bytes, at) & 0x3f) * 4;
  const type = u16(bytes, at + 2);
  if (content > end) return false;
  p.protocol = geneveId;
  const network = u24(bytes, at + 4);
  if (p.wantsInfo) p.info = `Encapsulated ${hexNumber(type)}, network ${network}`;
  if (p.tree) growTree(p, at, content, type, network);
  if (content < end && knowsEtherType(type)) decodeEtherType(p, type, content, end);
  else data(p, content, end);
  return true;
}

function growTree(p: Packet, at: number, end: number, type: number, network: number): void {
  const { bytes, tree } = p;
  if (!tree) return;
  tree.layer(`Geneve, network ${network}`, at, end);
  tree.field('Flags', hexNumber(u8(bytes, at + 1), 2), at + 1, 1);
  tree.field('Protocol', hexNumber(type), at + 2, 2);
  tree.field('Network', network, at + 4, 3);
  let next = at + headerBytes;
  while (next + 4 <= end) {
    const length = 4 + (u8(bytes, next + 3) & 31) * 4;
    if (next + length > end) return;
    const label = `Option ${hexNumber(u16(bytes, next))}/${u8(bytes, next + 2)}`;
    tree.field(label, hex(bytes, next + 4, next + length), next, length);
    next += length;
  }
}
