import { ipv4At, ipv6At } from './address.ts';
import { startsWith, u8, u16 } from './bytes.ts';
import { decodeApplication } from './dispatch.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { safeText } from './text.ts';
import { lineEnd, nextLine } from './text-lines.ts';

const proxyId = protocolId('PROXY');
const textStart = 'PROXY ';
const binaryStart = '\r\n\r\n\0\r\nQUIT\n';
const binaryHeaderBytes = 16;
const maxTextBytes = 107;

/** What load balancers put before a connection to say whose it is; the connection's own protocol follows. */
export const proxyProtocol: Protocol = {
  name: 'PROXY',
  application: decodeProxy,
  guess: { over: 'tcp', firstBytes: [0x50, 0x0d], accepts: isProxy },
};

function isProxy(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (startsWith(bytes, at, end, binaryStart)) return at + binaryHeaderBytes <= end;
  return (
    startsWith(bytes, at, end, textStart) &&
    (startsWith(bytes, at + 6, end, 'TCP4 ') ||
      startsWith(bytes, at + 6, end, 'TCP6 ') ||
      startsWith(bytes, at + 6, end, 'UNKNOWN'))
  );
}

function decodeProxy(p: Packet, at: number, end: number): boolean {
  if (!isProxy(p, at, end)) return false;
  const { bytes } = p;
  p.protocol = proxyId;
  const isText = u8(bytes, at) === 0x50;
  const stop = isText ? lineEnd(bytes, at, Math.min(end, at + maxTextBytes)) : at + binaryHeaderBytes;
  const next = isText ? nextLine(bytes, stop, end) : stop + u16(bytes, at + 14);
  if (p.wantsInfo) {
    const text = isText ? safeText(bytes, at, stop) : binaryText(p, at, end);
    p.info = text;
    p.tree?.layer('PROXY Protocol', at, Math.min(end, next));
    p.tree?.field('For', text, at, Math.min(end, next) - at);
  }
  if (next < end) decodeApplication(p, next, end);
  return true;
}

function binaryText(p: Packet, at: number, end: number): string {
  const { bytes } = p;
  const family = u8(bytes, at + 13) >> 4;
  const first = at + binaryHeaderBytes;
  if (family === 1 && first + 12 <= end) {
    return `PROXY ${ipv4At(bytes, first)}:${u16(bytes, first + 8)} → ${ipv4At(bytes, first + 4)}:${u16(bytes, first + 10)}`;
  }
  if (family === 2 && first + 36 <= end) {
    return `PROXY [${ipv6At(bytes, first)}]:${u16(bytes, first + 32)} → [${ipv6At(bytes, first + 16)}]:${u16(bytes, first + 34)}`;
  }
  return 'PROXY, local';
}
