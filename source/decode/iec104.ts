import { u8, u16le } from './bytes.ts';
import { growHeader, numbered } from './header-fields.ts';
import { asduCauses, asduTypes } from './iec104-names.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';

const controlId = protocolId('IEC 60870-5-104', 'iec104');
const dataId = protocolId('IEC 60870-5 ASDU', 'iec104');
const startByte = 0x68;
const headerBytes = 6;
const leastLength = 4;
const maxLength = 253;
/** How far into a segment a frame may begin: the tail of one that began in the segment before comes first. */
const maxTailBytes = 255;
const maxFramesPerSegment = 30;

/** Telecontrol of power grids. */
export const iec104: Protocol = {
  name: 'IEC 60870-5-104',
  tcpPorts: [2404],
  application: decodeIec104,
};

const unnumbered: Readonly<Record<number, string>> = {
  7: 'STARTDT act',
  11: 'STARTDT con',
  19: 'STOPDT act',
  35: 'STOPDT con',
  67: 'TESTFR act',
  131: 'TESTFR con',
};

function isFrame(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + headerBytes > end || u8(bytes, at) !== startByte) return false;
  const length = u8(bytes, at + 1);
  return length >= leastLength && length <= maxLength;
}

function decodeIec104(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  let first = at;
  const limit = Math.min(end, at + maxTailBytes);
  while (first < limit && !isFrame(p, first, end)) first += 1;
  if (first >= limit) return false;
  p.protocol = controlId;
  let next = first;
  for (let count = 0; count < maxFramesPerSegment && isFrame(p, next, end); count += 1) {
    if ((u8(bytes, next + 2) & 1) === 0) p.protocol = dataId;
    next += 2 + u8(bytes, next + 1);
  }
  if (p.wantsInfo) describe(p, first, end);
  return true;
}

function describe(p: Packet, at: number, end: number): void {
  const { bytes } = p;
  let text = '';
  let next = at;
  for (let count = 0; count < maxFramesPerSegment && isFrame(p, next, end); count += 1) {
    const stop = Math.min(end, next + 2 + u8(bytes, next + 1));
    const frame = frameText(p, next, stop);
    text += (count === 0 ? '' : ' | ') + frame;
    if (p.tree) growTree(p, next, stop, frame);
    next += 2 + u8(bytes, next + 1);
  }
  p.info = text;
}

function frameText(p: Packet, at: number, end: number): string {
  const { bytes } = p;
  const control = u8(bytes, at + 2);
  const arrow = p.carrierDstPort === 2404 ? '<-' : '->';
  if ((control & 3) === 3) return `${arrow} U (${unnumbered[control] ?? control})`;
  const received = u16le(bytes, at + 4) >> 1;
  if ((control & 1) === 1) return `${arrow} S (${received})`;
  const text = `${arrow} I (${u16le(bytes, at + 2) >> 1},${received})`;
  if (at + 12 > end) return text;
  const type = u8(bytes, at + 6);
  const cause = u8(bytes, at + 8) & 63;
  return `${text} ASDU=${u16le(bytes, at + 10)} ${asduTypes[type] ?? `type ${type}`} ${asduCauses[cause] ?? `cause ${cause}`}`;
}

function growTree(p: Packet, at: number, end: number, text: string): void {
  const { bytes, tree } = p;
  if (!tree) return;
  tree.layer(`IEC 60870-5-104, ${text}`, at, end);
  growHeader(tree, bytes, at, end, [
    ['Length', 1, 1],
    ['Control', 2, 4, 'bytes'],
  ]);
  if ((u8(bytes, at + 2) & 1) !== 0 || at + 12 > end) return;
  tree.field('Type', numbered(asduTypes, u8(bytes, at + 6)), at + 6, 1);
  tree.field('Objects', u8(bytes, at + 7) & 0x7f, at + 7, 1);
  tree.field('Cause', numbered(asduCauses, u8(bytes, at + 8) & 63), at + 8, 1);
  tree.field('Negative', (u8(bytes, at + 8) >> 6) & 1, at + 8, 1);
  tree.field('Originator', u8(bytes, at + 9), at + 9, 1);
  tree.field('Common address', u16le(bytes, at + 10), at + 10, 2);
  if (at + 15 <= end) {
    tree.field('First object address', u16le(bytes, at + 12) | (u8(bytes, at + 14) << 16), at + 12, 3);
  }
}
