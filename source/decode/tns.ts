import { u8, u16 } from './bytes.ts';
import { headerProtocol } from './header-protocol.ts';
import type { Packet } from './packet.ts';

const oraclePort = 1521;

// biome-ignore format: a table
const types: Readonly<Record<number, string>> = {
  1: 'Connect', 2: 'Accept', 3: 'Acknowledge', 4: 'Refuse', 5: 'Redirect', 6: 'Data', 7: 'Null', 9: 'Abort',
  11: 'Resend', 12: 'Marker', 13: 'Attention', 14: 'Control',
};

function isTns(p: Packet, at: number, end: number): boolean {
  return at + 8 <= end && types[u8(p.bytes, at + 4)] !== undefined;
}

/** Oracle's Transparent Network Substrate. */
export const tns = headerProtocol({
  name: 'TNS',
  title: 'Transparent Network Substrate',
  tcpPorts: [oraclePort],
  accepts: isTns,
  summarize: (p, at) => {
    const type = u8(p.bytes, at + 4);
    return `${p.carrierDstPort === oraclePort ? 'Request' : 'Response'}, ${types[type]} (${type})${u16(p.bytes, at) === 0 ? ', long' : ''}`;
  },
  fields: [
    ['Length', 0, 2],
    ['Packet checksum', 2, 2, 'hex'],
    ['Type', 4, 1, types],
    ['Header checksum', 6, 2, 'hex'],
  ],
});
