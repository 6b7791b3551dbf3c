import { ipv4At } from './address.ts';
import { u8, u16, u32 } from './bytes.ts';
import { growHeader } from './header-fields.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hex, safeText } from './text.ts';

const radiusId = protocolId('RADIUS');
const headerBytes = 20;

export const radius: Protocol = {
  name: 'RADIUS',
  udpPorts: [1645, 1646, 1812, 1813, 3799],
  application: decodeRadius,
};

// biome-ignore format: a table
const codes: Readonly<Record<number, string>> = {
  1: 'Access-Request', 2: 'Access-Accept', 3: 'Access-Reject', 4: 'Accounting-Request', 5: 'Accounting-Response',
  11: 'Access-Challenge', 12: 'Status-Server', 13: 'Status-Client', 40: 'Disconnect-Request', 41: 'Disconnect-ACK',
  42: 'Disconnect-NAK', 43: 'CoA-Request', 44: 'CoA-ACK', 45: 'CoA-NAK',
};

type Kind = 'text' | 'number' | 'address' | 'secret' | 'bytes';

// biome-ignore format: a table
const attributes: Readonly<Record<number, readonly [string, Kind]>> = {
  1: ['User-Name', 'text'], 2: ['User-Password', 'secret'], 3: ['CHAP-Password', 'secret'],
  4: ['NAS-IP-Address', 'address'], 5: ['NAS-Port', 'number'], 6: ['Service-Type', 'number'],
  7: ['Framed-Protocol', 'number'], 8: ['Framed-IP-Address', 'address'], 9: ['Framed-IP-Netmask', 'address'],
  11: ['Filter-Id', 'text'], 12: ['Framed-MTU', 'number'], 18: ['Reply-Message', 'text'], 24: ['State', 'bytes'],
  25: ['Class', 'bytes'], 26: ['Vendor-Specific', 'bytes'], 27: ['Session-Timeout', 'number'],
  30: ['Called-Station-Id', 'text'], 31: ['Calling-Station-Id', 'text'], 32: ['NAS-Identifier', 'text'],
  40: ['Acct-Status-Type', 'number'], 44: ['Acct-Session-Id', 'text'], 55: ['Event-Timestamp', 'number'],
  61: ['NAS-Port-Type', 'number'], 64: ['Tunnel-Type', 'bytes'], 79: ['EAP-Message', 'bytes'],
  80: ['Message-Authenticator', 'bytes'], 87: ['NAS-Port-Id', 'text'],
};

function decodeRadius(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + headerBytes > end) return false;
  const name = codes[u8(bytes, at)];
  const length = u16(bytes, at + 2);
  if (name === undefined || length < headerBytes) return false;
  p.protocol = radiusId;
  if (at + length > end) p.tooShort('RADIUS message cut short');
  if (!p.wantsInfo) return true;
  p.info = `${name} id=${u8(bytes, at + 1)}`;
  p.tree?.layer('RADIUS', at, end);
  if (p.tree) {
    growHeader(p.tree, bytes, at, end, [
      ['Code', 0, 1, codes],
      ['Identifier', 1, 1],
      ['Length', 2, 2],
      ['Authenticator', 4, 16, 'bytes'],
    ]);
  }
  const stop = Math.min(end, at + length);
  let next = at + headerBytes;
  while (next + 2 <= stop) {
    const size = u8(bytes, next + 1);
    if (size < 2 || next + size > stop) break;
    const [label, kind] = attributes[u8(bytes, next)] ?? [`Attribute ${u8(bytes, next)}`, 'bytes'];
    const value = attributeText(p, kind, next + 2, next + size);
    if (u8(bytes, next) === 1) p.info += ` ${value}`;
    p.tree?.field(label, value, next, size);
    next += size;
  }
  return true;
}

function attributeText(p: Packet, kind: Kind, at: number, end: number): string {
  const { bytes } = p;
  if (kind === 'text') return safeText(bytes, at, end);
  if (kind === 'secret') return `${end - at} bytes, hidden`;
  if (end - at === 4 && kind === 'number') return String(u32(bytes, at));
  return end - at === 4 && kind === 'address' ? ipv4At(bytes, at) : hex(bytes, at, end);
}
