import { cutShort } from './broken.ts';
import { type Bytes, u8, u16, u32 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hex, hexNumber, safeText } from './text.ts';

/** IS-IS routing (ISO 10589). */

const isIsId = protocolId('ISIS', 'isis');
const helloId = protocolId('ISIS HELLO', 'isis');
const linkStateId = protocolId('ISIS LSP', 'isis');
const completeId = protocolId('ISIS CSNP', 'isis');
const partialId = protocolId('ISIS PSNP', 'isis');
const commonBytes = 8;
const systemBytes = 6;

export const isIs: Protocol = {
  name: 'ISIS',
  nlpids: [0x83],
  ipProtocols: [124],
  layer: decodeIsIs,
};

const types: Readonly<Record<number, string>> = {
  15: 'L1 HELLO',
  16: 'L2 HELLO',
  17: 'P2P HELLO',
  18: 'L1 LSP',
  20: 'L2 LSP',
  24: 'L1 CSNP',
  25: 'L2 CSNP',
  26: 'L1 PSNP',
  27: 'L2 PSNP',
};

const elements: Readonly<Record<number, string>> = {
  1: 'Area addresses',
  2: 'Neighbors',
  6: 'Neighbor addresses',
  8: 'Padding',
  9: 'Link state entries',
  10: 'Authentication',
  14: 'Buffer size',
  22: 'Extended reachability',
  128: 'Internal IP reachability',
  129: 'Protocols',
  130: 'External IP reachability',
  132: 'IP interface addresses',
  134: 'Router',
  135: 'Extended IP reachability',
  137: 'Hostname',
  211: 'Restart',
  222: 'Multi-topology neighbors',
  229: 'Multi-topology',
  232: 'IPv6 interface addresses',
  236: 'IPv6 reachability',
  240: 'Point-to-point adjacency',
  242: 'Router capability',
};

/** Bytes from the identifier to the first element, by type. */
function headerBytesOf(type: number): number {
  if (type === 15 || type === 16) return 27;
  if (type === 17) return 20;
  if (type === 18 || type === 20) return 27;
  if (type === 24 || type === 25) return 33;
  return 17;
}

function decodeIsIs(p: Packet, at: number, end: number): void {
  p.protocol = isIsId;
  const { bytes } = p;
  if (at + commonBytes > end) return cutShort(p, at, end, 'IS-IS header cut short');
  const type = u8(bytes, at + 4) & 31;
  const name = types[type] ?? 'unknown IS-IS message';
  if (type >= 15 && type <= 17) p.protocol = helloId;
  else if (type === 18 || type === 20) p.protocol = linkStateId;
  else if (type === 24 || type === 25) p.protocol = completeId;
  else if (type === 26 || type === 27) p.protocol = partialId;
  const header = headerBytesOf(type);
  if (p.wantsInfo) p.info = name;
  if (at + header > end) {
    p.tooShort('IS-IS header cut short');
    return;
  }
  // Hellos name their sender after the circuit type, link state packets after their lifetime.
  const isLinkState = type === 18 || type === 20;
  const systemAt = type <= 17 ? at + 9 : isLinkState ? at + 12 : at + 10;
  const identifierBytes = isLinkState ? systemBytes + 2 : systemBytes;
  if (p.wantsInfo) {
    const label = type <= 17 ? 'System-ID' : isLinkState ? 'LSP-ID' : 'Source-ID';
    p.info += `, ${label}: ${systemText(bytes, systemAt, identifierBytes)}`;
    if (isLinkState) {
      p.info += `, Sequence: ${hexNumber(u32(bytes, at + 20), 8)}, Lifetime: ${u16(bytes, at + 10)}s`;
    }
  }
  if (!p.tree) return;
  p.tree.layer(`IS-IS, ${name}`, at, end);
  p.tree.field('Header length', u8(bytes, at + 1), at + 1, 1);
  p.tree.field('Type', `${type} (${name})`, at + 4, 1);
  p.tree.field('Maximum area addresses', u8(bytes, at + 7), at + 7, 1);
  p.tree.field('System', systemText(bytes, systemAt, identifierBytes), systemAt, identifierBytes);
  growElements(p, at + header, end);
}

/** 1921.6800.1001.00-00 */
function systemText(bytes: Bytes, at: number, length: number): string {
  const text = `${hex(bytes, at, at + 2)}.${hex(bytes, at + 2, at + 4)}.${hex(bytes, at + 4, at + 6)}`;
  return length > systemBytes ? `${text}.${hex(bytes, at + 6, at + 7)}-${hex(bytes, at + 7, at + 8)}` : text;
}

function growElements(p: Packet, at: number, end: number): void {
  const { bytes, tree } = p;
  let next = at;
  while (next + 2 <= end) {
    const type = u8(bytes, next);
    const length = u8(bytes, next + 1);
    if (next + 2 + length > end) {
      tree?.field('Element', `${type}, exceeds the packet`, next, end - next);
      return;
    }
    const value =
      type === 137 ? safeText(bytes, next + 2, next + 2 + length) : hex(bytes, next + 2, next + 2 + length);
    tree?.field(elements[type] ?? `Element ${type}`, value, next, 2 + length);
    next += 2 + length;
  }
}
