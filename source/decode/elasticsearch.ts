import { startsWith, u8, u32, u64 } from './bytes.ts';
import { headerProtocol } from './header-protocol.ts';
import type { Packet } from './packet.ts';

function isElasticsearch(p: Packet, at: number, end: number): boolean {
  return at + 19 <= end && startsWith(p.bytes, at, end, 'ES') && u8(p.bytes, at + 14) < 0x20;
}

/** What Elasticsearch nodes say to each other; their web interface is HTTP. */
export const elasticsearch = headerProtocol({
  name: 'Elasticsearch',
  title: 'Elasticsearch transport',
  tcpPorts: [9300],
  guess: {
    over: 'tcp',
    firstBytes: [0x45],
    accepts: (p, at, end) => isElasticsearch(p, at, end) && u32(p.bytes, at + 2) + 6 === p.wireEnd - at,
  },
  accepts: isElasticsearch,
  summarize: (p, at) =>
    `${(u8(p.bytes, at + 14) & 1) === 0 ? 'Request' : 'Response'}: request_id=${u64(p.bytes, at + 6)}`,
  fields: [
    ['Token', 0, 2, 'text'],
    ['Length', 2, 4],
    ['Request id', 6, 8],
    ['Status', 14, 1, 'hex'],
    ['Version', 15, 4, 'hex'],
  ],
});
