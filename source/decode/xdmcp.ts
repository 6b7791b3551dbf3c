import { u16 } from './bytes.ts';
import { headerProtocol } from './header-protocol.ts';

// biome-ignore format: a table
const operations: Readonly<Record<number, string>> = {
  1: 'Broadcast_query', 2: 'Query', 3: 'Indirect_query', 4: 'Forward_query', 5: 'Willing', 6: 'Unwilling',
  7: 'Request', 8: 'Accept', 9: 'Decline', 10: 'Manage', 11: 'Refuse', 12: 'Failed', 13: 'Keepalive', 14: 'Alive',
};

/** X terminals looking for a host to log in at. */
export const xdmcp = headerProtocol({
  name: 'XDMCP',
  title: 'X Display Manager Control Protocol',
  udpPorts: [177],
  accepts: (p, at, end) =>
    at + 6 <= end && u16(p.bytes, at) === 1 && operations[u16(p.bytes, at + 2)] !== undefined,
  summarize: (p, at) => operations[u16(p.bytes, at + 2)] ?? '',
  fields: [
    ['Version', 0, 2],
    ['Operation', 2, 2, operations],
    ['Length', 4, 2],
  ],
});
