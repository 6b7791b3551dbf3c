import { u8, u32 } from './bytes.ts';
import { headerProtocol } from './header-protocol.ts';
import type { Packet } from './packet.ts';
import { safeText } from './text.ts';

const responseBit = 0x80;
const headerBytes = 9;
const query = 7;
const prepare = 9;
const summaryBytes = 200;

// biome-ignore format: a table
const operations: readonly (string | undefined)[] = [
  'ERROR', 'STARTUP', 'READY', 'AUTHENTICATE', undefined, 'OPTIONS', 'SUPPORTED', 'QUERY', 'RESULT', 'PREPARE', 'EXECUTE',
  'REGISTER', 'EVENT', 'BATCH', 'AUTH_CHALLENGE', 'AUTH_RESPONSE', 'AUTH_SUCCESS',
];

function isCql(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + headerBytes > end) return false;
  const version = u8(bytes, at) & 0x7f;
  return (
    version >= 3 &&
    version <= 5 &&
    operations[u8(bytes, at + 4)] !== undefined &&
    u32(bytes, at + 5) < 1 << 28
  );
}

/** Cassandra's query language protocol, versions 3 to 5. */
export const cql = headerProtocol({
  name: 'CQL',
  title: 'Cassandra CQL',
  tcpPorts: [9042],
  accepts: isCql,
  summarize: (p, at, end) => {
    const { bytes } = p;
    const first = u8(bytes, at);
    const operation = u8(bytes, at + 4);
    const text = `v${first & 0x7f} ${(first & responseBit) === 0 ? 'C->S' : 'S->C'} Type ${operations[operation]}`;
    const statement = at + headerBytes + 4;
    if ((operation !== query && operation !== prepare) || statement >= end) return text;
    return `${text}: ${safeText(bytes, statement, Math.min(end, statement + Math.min(summaryBytes, u32(bytes, statement - 4))))}`;
  },
  fields: [
    ['Version', 0, 1, 'hex'],
    ['Flags', 1, 1, 'hex'],
    ['Stream', 2, 2],
    ['Operation', 4, 1],
    ['Length', 5, 4],
  ],
});
