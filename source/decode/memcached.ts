import { startsWith, u8, u16, u32 } from './bytes.ts';
import { headerProtocol } from './header-protocol.ts';
import type { Packet } from './packet.ts';
import { safeLine } from './text.ts';

const request = 0x80;
const response = 0x81;
const headerBytes = 24;
/** Over UDP eight bytes of request id and numbering come first. */
const datagramHeaderBytes = 8;

// biome-ignore format: a table
const operations: Readonly<Record<number, string>> = {
  0: 'Get', 1: 'Set', 2: 'Add', 3: 'Replace', 4: 'Delete', 5: 'Increment', 6: 'Decrement', 7: 'Quit', 8: 'Flush',
  10: 'NOOP', 11: 'Version', 12: 'GetK', 14: 'Append', 15: 'Prepend', 16: 'Statistics', 32: 'SASL list', 33: 'SASL auth',
};

function isBinary(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + headerBytes > end) return false;
  const magic = u8(bytes, at);
  return (
    (magic === request || magic === response) &&
    operations[u8(bytes, at + 1)] !== undefined &&
    u16(bytes, at + 2) <= u32(bytes, at + 8)
  );
}

/** Commands are lower case, answers upper case. */
function isText(p: Packet, at: number, end: number): boolean {
  if (at + 2 > end) return false;
  const first = u8(p.bytes, at) | 0x20;
  const second = u8(p.bytes, at + 1) | 0x20;
  return first >= 0x61 && first <= 0x7a && second >= 0x61 && second <= 0x7a;
}

function bodyAt(p: Packet, at: number): number {
  return p.carrier === 17 ? at + datagramHeaderBytes : at;
}

/** Memcached: lines of text, or a binary protocol with fixed headers. */
export const memcached = headerProtocol({
  name: 'MEMCACHE',
  title: 'Memcache',
  tcpPorts: [11211],
  udpPorts: [11211],
  accepts: (p, at, end) => isBinary(p, bodyAt(p, at), end) || isText(p, bodyAt(p, at), end),
  summarize: (p, at, end) => {
    const body = bodyAt(p, at);
    if (!isBinary(p, body, end)) {
      return startsWith(p.bytes, body, end, 'VALUE ') ? 'Value' : safeLine(p.bytes, body, end);
    }
    return `${operations[u8(p.bytes, body + 1)]} ${u8(p.bytes, body) === request ? 'Request' : 'Response'}`;
  },
  fields: [['First byte', 0, 1, 'hex']],
});
