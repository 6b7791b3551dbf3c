import { type Bytes, u8, u16 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hex, safeText } from './text.ts';
import type { Tree } from './tree.ts';

const coapId = protocolId('CoAP');
const headerBytes = 4;
const payloadMark = 0xff;
const maxOptions = 40;

/** Constrained Application Protocol: HTTP's little sister for sensors. */
export const coap: Protocol = {
  name: 'CoAP',
  udpPorts: [5683],
  application: decodeCoap,
};

const types: readonly string[] = ['CON', 'NON', 'ACK', 'RST'];

// biome-ignore format: a table
const codes: Readonly<Record<number, string>> = {
  0: 'Empty Message', 1: 'GET', 2: 'POST', 3: 'PUT', 4: 'DELETE', 5: 'FETCH', 6: 'PATCH',
  7: 'iPATCH', 65: '2.01 Created', 66: '2.02 Deleted', 67: '2.03 Valid', 68: '2.04 Changed',
  69: '2.05 Content', 95: '2.31 Continue', 128: '4.00 Bad Request', 129: '4.01 Unauthorized',
  130: '4.02 Bad Option', 131: '4.03 Forbidden', 132: '4.04 Not Found', 133: '4.05 Method Not Allowed',
  134: '4.06 Not Acceptable', 140: '4.12 Precondition Failed', 141: '4.13 Request Entity Too Large',
  143: '4.15 Unsupported Content-Format', 160: '5.00 Internal Server Error', 161: '5.01 Not Implemented',
  162: '5.02 Bad Gateway', 163: '5.03 Service Unavailable', 164: '5.04 Gateway Timeout',
};

// biome-ignore format: a table
const options: Readonly<Record<number, string>> = {
  1: 'If-Match', 3: 'Uri-Host', 4: 'ETag', 5: 'If-None-Match', 6: 'Observe', 7: 'Uri-Port', 8: 'Location-Path',
  11: 'Uri-Path', 12: 'Content-Format', 14: 'Max-Age', 15: 'Uri-Query', 17: 'Accept', 20: 'Location-Query',
  23: 'Block2', 27: 'Block1', 28: 'Size2', 35: 'Proxy-Uri', 39: 'Proxy-Scheme', 60: 'Size1',
};

function decodeCoap(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + headerBytes > end) return false;
  const first = u8(bytes, at);
  if (first >> 6 !== 1 || (first & 15) > 8 || codes[u8(bytes, at + 1)] === undefined) return false;
  p.protocol = coapId;
  const content = at + headerBytes + (first & 15);
  if (content > end) p.tooShort('CoAP token cut short');
  if (!p.wantsInfo) return true;
  p.info = `${types[(first >> 4) & 3]}, MID:${u16(bytes, at + 2)}, ${codes[u8(bytes, at + 1)]}`;
  if (p.tree) {
    p.tree.layer('Constrained Application Protocol', at, end);
    p.tree.field('Version', first >> 6, at, 1);
    p.tree.field('Type', types[(first >> 4) & 3] ?? '', at, 1);
    p.tree.field('Code', codes[u8(bytes, at + 1)] ?? '', at + 1, 1);
    p.tree.field('Message id', u16(bytes, at + 2), at + 2, 2);
    if (content <= end && content > at + headerBytes)
      p.tree.field('Token', hex(bytes, at + headerBytes, content), at + headerBytes, first & 15);
  }
  const path = readOptions(bytes, content, end, p.tree);
  if (path !== '') p.info += `, ${path}`;
  return true;
}

/** Shows options; returns the path they spell. Numbers are sums of deltas, deltas and lengths may be extended. */
function readOptions(bytes: Bytes, at: number, end: number, tree: Tree | undefined): string {
  let path = '';
  let number = 0;
  let next = at;
  for (let count = 0; count < maxOptions && next < end; count += 1) {
    const first = u8(bytes, next);
    if (first === payloadMark) {
      if (next + 1 < end) tree?.field('Payload', safeText(bytes, next + 1, end), next + 1, end - next - 1);
      return path;
    }
    let content = next + 1;
    let delta = first >> 4;
    let length = first & 15;
    if (delta === 15 || length === 15) return path;
    if (delta >= 13) {
      const size = delta - 12;
      if (content + size > end) return path;
      delta = size === 1 ? 13 + u8(bytes, content) : 269 + u16(bytes, content);
      content += size;
    }
    if (length >= 13) {
      const size = length - 12;
      if (content + size > end) return path;
      length = size === 1 ? 13 + u8(bytes, content) : 269 + u16(bytes, content);
      content += size;
    }
    if (content + length > end) return path;
    number += delta;
    const isText = number === 3 || number === 8 || number === 11 || number === 15 || number === 35;
    const value = isText ? safeText(bytes, content, content + length) : hex(bytes, content, content + length);
    if (number === 11) path += `/${value}`;
    if (number === 15) path += `${path.includes('?') ? '&' : '?'}${value}`;
    tree?.field(options[number] ?? `Option ${number}`, value, next, content + length - next);
    next = content + length;
  }
  return path;
}
