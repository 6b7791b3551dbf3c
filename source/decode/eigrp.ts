import { cutShort } from './broken.ts';
import { u8, u16, u32 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hex, hexNumber } from './text.ts';

/** Cisco's routing protocols: EIGRP (RFC 7868) and its ancestor IGRP. */

const eigrpId = protocolId('EIGRP');
const igrpId = protocolId('IGRP');
const headerBytes = 20;
const igrpBytes = 12;

export const eigrp: Protocol = { name: 'EIGRP', ipProtocols: [88], layer: decodeEigrp };
export const igrp: Protocol = { name: 'IGRP', ipProtocols: [9], layer: decodeIgrp };

const operations: Readonly<Record<number, string>> = {
  1: 'Update',
  2: 'Request',
  3: 'Query',
  4: 'Reply',
  5: 'Hello',
  6: 'IPX/SAP Update',
  10: 'SIA-Query',
  11: 'SIA-Reply',
};

const elements: Readonly<Record<number, string>> = {
  1: 'Parameters',
  2: 'Authentication',
  3: 'Sequence',
  4: 'Software version',
  5: 'Next multicast sequence',
  258: 'Internal route',
  259: 'External route',
  1026: 'Internal IPv6 route',
  1027: 'External IPv6 route',
};

function decodeEigrp(p: Packet, at: number, end: number): void {
  p.protocol = eigrpId;
  const { bytes } = p;
  if (at + headerBytes > end) return cutShort(p, at, end, 'EIGRP header cut short');
  if (!p.wantsInfo) return;
  const operation = u8(bytes, at + 1);
  const acknowledged = u32(bytes, at + 12);
  const name = operations[operation] ?? `EIGRP operation ${operation}`;
  if (p.wantsInfo) p.info = operation === 5 && acknowledged !== 0 ? 'Hello (Ack)' : name;
  if (!p.tree) return;
  p.tree.layer(`Enhanced Interior Gateway Routing Protocol, ${name}`, at, end);
  p.tree.field('Version', u8(bytes, at), at, 1);
  p.tree.field('Operation', name, at + 1, 1);
  p.tree.field('Checksum', hexNumber(u16(bytes, at + 2)), at + 2, 2);
  p.tree.field('Flags', hexNumber(u32(bytes, at + 4), 8), at + 4, 4);
  p.tree.field('Sequence', u32(bytes, at + 8), at + 8, 4);
  p.tree.field('Acknowledge', acknowledged, at + 12, 4);
  p.tree.field('Virtual router', u16(bytes, at + 16), at + 16, 2);
  p.tree.field('Autonomous system', u16(bytes, at + 18), at + 18, 2);
  let next = at + headerBytes;
  while (next + 4 <= end) {
    const type = u16(bytes, next);
    const length = u16(bytes, next + 2);
    if (length < 4 || next + length > end) {
      p.tree.field('Element', `${hexNumber(type)}, wrong length ${length}`, next, end - next);
      return;
    }
    const text = hex(bytes, next + 4, next + length);
    p.tree.field(elements[type] ?? `Element ${hexNumber(type)}`, text, next, length);
    next += length;
  }
}

function decodeIgrp(p: Packet, at: number, end: number): void {
  p.protocol = igrpId;
  const { bytes } = p;
  if (at + igrpBytes > end) return cutShort(p, at, end, 'IGRP header cut short');
  if (!p.wantsInfo) return;
  const operation = u8(bytes, at) & 15;
  const name = operation === 1 ? 'Response' : operation === 2 ? 'Request' : `operation ${operation}`;
  if (p.wantsInfo) p.info = name;
  if (!p.tree) return;
  p.tree.layer(`Interior Gateway Routing Protocol, ${name}`, at, end);
  p.tree.field('Version', u8(bytes, at) >> 4, at, 1);
  p.tree.field('Autonomous system', u16(bytes, at + 2), at + 2, 2);
  p.tree.field('Interior routes', u16(bytes, at + 4), at + 4, 2);
  p.tree.field('System routes', u16(bytes, at + 6), at + 6, 2);
  p.tree.field('Exterior routes', u16(bytes, at + 8), at + 8, 2);
}
