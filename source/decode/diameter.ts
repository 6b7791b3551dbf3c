import { u8, u24, u32 } from './bytes.ts';
import { growHeader, type NameTable } from './header-fields.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { safeText } from './text.ts';

const diameterId = protocolId('DIAMETER');
const headerBytes = 20;
const vendorFlag = 0x80;
const requestFlag = 0x80;
const maxAttributes = 100;

export const diameter: Protocol = {
  name: 'DIAMETER',
  tcpPorts: [3868],
  sctpPorts: [3868],
  application: decodeDiameter,
};

// biome-ignore format: a table
const commands: NameTable = {
  257: 'Capabilities-Exchange', 258: 'Re-Auth', 265: 'AA', 268: 'Diameter-EAP', 271: 'Accounting', 272: 'Credit-Control',
  274: 'Abort-Session', 275: 'Session-Termination', 280: 'Device-Watchdog', 282: 'Disconnect-Peer',
  300: 'User-Authorization', 301: 'Server-Assignment', 302: 'Location-Info', 303: 'Multimedia-Auth',
  316: 'Update-Location', 317: 'Cancel-Location', 318: 'Authentication-Information',
};

// biome-ignore format: a table
const textAttributes: NameTable = {
  1: 'User-Name', 263: 'Session-Id', 264: 'Origin-Host', 269: 'Product-Name', 281: 'Error-Message', 283: 'Destination-Realm',
  293: 'Destination-Host', 296: 'Origin-Realm',
};

function decodeDiameter(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (
    at + headerBytes > end ||
    u8(bytes, at) !== 1 ||
    u24(bytes, at + 1) < headerBytes ||
    (u8(bytes, at + 4) & 0x0f) !== 0
  ) {
    return false;
  }
  p.protocol = diameterId;
  if (!p.wantsInfo) return true;
  const code = u24(bytes, at + 5);
  const kind = (u8(bytes, at + 4) & requestFlag) !== 0 ? 'Request' : 'Answer';
  p.info = `cmd=${commands[code] ?? 'Unknown'} ${kind}(${code}) appl=${u32(bytes, at + 8)}`;
  if (!p.tree) return true;
  p.tree.layer('Diameter', at, end);
  growHeader(p.tree, bytes, at, end, [
    ['Version', 0, 1],
    ['Length', 1, 3],
    ['Flags', 4, 1, 'hex'],
    ['Command', 5, 3, commands],
    ['Application', 8, 4],
    ['Hop-by-hop id', 12, 4, 'hex'],
    ['End-to-end id', 16, 4, 'hex'],
  ]);
  const stop = Math.min(end, at + u24(bytes, at + 1));
  let next = at + headerBytes;
  for (let count = 0; count < maxAttributes && next + 8 <= stop; count += 1) {
    const attribute = u32(bytes, next);
    const length = u24(bytes, next + 5);
    const content = next + ((u8(bytes, next + 4) & vendorFlag) !== 0 ? 12 : 8);
    if (length < 8 || next + length > stop) return true;
    const name = textAttributes[attribute];
    const value = name !== undefined ? safeText(bytes, content, next + length) : `${length} bytes`;
    p.tree.field(name ?? `Attribute ${attribute}`, value, next, length);
    next += (length + 3) & ~3;
  }
  return true;
}
