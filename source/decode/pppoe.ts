import { broken, cutShort } from './broken.ts';
import { u8, u16 } from './bytes.ts';
import { data, decodePppProtocol } from './dispatch.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hex, hexNumber, safeText } from './text.ts';

/** PPP over Ethernet: finding an access concentrator (discovery), then a session. */

const discoveryId = protocolId('PPPoED', 'pppoe');
const sessionId = protocolId('PPPoES', 'pppoe');
const headerBytes = 6;
const versionAndType = 0x11;

export const pppoeDiscovery: Protocol = {
  name: 'PPPoED',
  etherTypes: [0x8863],
  layer: decodeDiscovery,
};

export const pppoeSession: Protocol = {
  name: 'PPPoES',
  /** 51: the session's header without Ethernet before it. */
  linkTypes: [51],
  etherTypes: [0x8864],
  layer: decodeSession,
};

const codes: Readonly<Record<number, string>> = {
  0: 'Session',
  7: 'Active Discovery Offer (PADO)',
  9: 'Active Discovery Initiation (PADI)',
  10: 'Active Discovery Session-Grant (PADG)',
  11: 'Active Discovery Session-Credit Response (PADC)',
  12: 'Active Discovery Quality (PADQ)',
  25: 'Active Discovery Request (PADR)',
  101: 'Active Discovery Session-confirmation (PADS)',
  167: 'Active Discovery Terminate (PADT)',
};

const tags: Readonly<Record<number, string>> = {
  0: 'End of list',
  257: 'Service name',
  258: 'Concentrator name',
  259: 'Host id',
  260: 'Cookie',
  261: 'Vendor specific',
  272: 'Relay session id',
  288: 'PPP maximum payload',
  513: 'Service name error',
  514: 'Concentrator error',
  515: 'Generic error',
};

const tagServiceName = 0x0101;
const tagConcentratorName = 0x0102;

/** Checks and shows the common header; returns where its content ends, or -1. */
function decodeHeader(p: Packet, at: number, end: number): number {
  const { bytes } = p;
  if (at + headerBytes > end) {
    cutShort(p, at, end, 'PPPoE header cut short');
    return -1;
  }
  if (u8(bytes, at) !== versionAndType) {
    broken(p, at, end, 'unknown PPPoE version');
    return -1;
  }
  const length = u16(bytes, at + 4);
  const wireEnd = at + headerBytes + length;
  if (wireEnd > p.wireEnd) p.fail('PPPoE length exceeds the packet');
  else p.wireEnd = wireEnd;
  if (p.tree) {
    const code = u8(bytes, at + 1);
    p.tree.layer(`PPP over Ethernet, ${codes[code] ?? `code ${code}`}`, at, at + headerBytes);
    p.tree.field('Code', `${hexNumber(code, 2)} (${codes[code] ?? 'unknown'})`, at + 1, 1);
    p.tree.field('Session', hexNumber(u16(bytes, at + 2)), at + 2, 2);
    p.tree.field('Length', length, at + 4, 2);
  }
  return Math.min(end, wireEnd);
}

function decodeSession(p: Packet, at: number, end: number): void {
  if (at + 2 <= end && u8(p.bytes, at + 1) !== 0) return decodeDiscovery(p, at, end);
  p.protocol = sessionId;
  const stop = decodeHeader(p, at, end);
  if (stop < 0) return;
  const content = at + headerBytes;
  if (content + 2 > stop) return cutShort(p, content, stop, 'PPP header cut short');
  const isCompressed = (u8(p.bytes, content) & 1) !== 0;
  const protocol = isCompressed ? u8(p.bytes, content) : u16(p.bytes, content);
  const inner = content + (isCompressed ? 1 : 2);
  if (p.wantsInfo) p.info = `PPPoE session ${hexNumber(u16(p.bytes, at + 2))}, PPP ${hexNumber(protocol)}`;
  p.tree?.field('PPP protocol', hexNumber(protocol), content, inner - content);
  if (!decodePppProtocol(p, protocol, inner, stop)) data(p, inner, stop);
}

function decodeDiscovery(p: Packet, at: number, end: number): void {
  p.protocol = discoveryId;
  const stop = decodeHeader(p, at, end);
  if (stop < 0) return;
  const { bytes } = p;
  const code = u8(bytes, at + 1);
  if (p.wantsInfo) p.info = codes[code] ?? `PPPoE discovery code ${hexNumber(code, 2)}`;
  let next = at + headerBytes;
  while (next + 4 <= stop) {
    const type = u16(bytes, next);
    const length = u16(bytes, next + 2);
    if (next + 4 + length > stop) {
      p.tooShort('PPPoE tag exceeds the packet');
      return;
    }
    if (p.wantsInfo) tell(p, type, next, length);
    if (type === 0) return;
    next += 4 + length;
  }
}

function tell(p: Packet, type: number, at: number, length: number): void {
  const isName = type === tagServiceName || type === tagConcentratorName;
  const isText = isName || (type >= 0x0201 && type <= 0x0203);
  const show = isText ? safeText : hex;
  const value = show(p.bytes, at + 4, at + 4 + length);
  p.tree?.field(tags[type] ?? `Tag ${hexNumber(type)}`, value, at, 4 + length);
  if (isName && length > 0) p.info += ` ${type === tagServiceName ? 'service' : 'concentrator'}='${value}'`;
}
