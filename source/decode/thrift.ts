import { u16, u32 } from './bytes.ts';
import { headerProtocol } from './header-protocol.ts';
import type { Packet } from './packet.ts';
import { safeText } from './text.ts';

const strictVersion = 0x8001;
const maxNameBytes = 200;
const types: readonly string[] = ['', 'CALL', 'REPLY', 'EXCEPTION', 'ONEWAY'];

/** Where the message begins: framed transport puts a length before it. -1 when this is no message. */
function messageAt(p: Packet, at: number, end: number): number {
  const { bytes } = p;
  for (let start = at; start <= at + 4; start += 4) {
    if (start + 12 > end || u16(bytes, start) !== strictVersion) continue;
    const type = u16(bytes, start + 2);
    const length = u32(bytes, start + 4);
    if (type >= 1 && type <= 4 && length > 0 && length <= maxNameBytes) return start;
  }
  return -1;
}

/** Apache Thrift, strict binary protocol. */
export const thrift = headerProtocol({
  name: 'THRIFT',
  title: 'Apache Thrift',
  guess: { over: 'both', firstBytes: [0x80, 0x00], accepts: (p, at, end) => messageAt(p, at, end) >= 0 },
  accepts: (p, at, end) => messageAt(p, at, end) >= 0,
  summarize: (p, at, end) => {
    const start = messageAt(p, at, end);
    const name = start + 8;
    return `${types[u16(p.bytes, start + 2)]} ${safeText(p.bytes, name, Math.min(end, name + u32(p.bytes, start + 4)))}`;
  },
  fields: [['Version and type, or length', 0, 4, 'hex']],
});
