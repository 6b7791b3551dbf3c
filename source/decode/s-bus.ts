import { u8, u32 } from './bytes.ts';
import { headerProtocol } from './header-protocol.ts';

const kinds: Readonly<Record<number, string>> = { 0: 'Request', 1: 'Response', 2: 'ACK/NAK' };

/** SAIA's S-Bus over UDP: the length field covers the whole datagram. */
export const sBus = headerProtocol({
  name: 'S-Bus',
  title: 'SAIA S-Bus',
  udpPorts: [5050],
  accepts: (p, at, end) =>
    at + 11 <= end && u32(p.bytes, at) === p.wireEnd - at && kinds[u8(p.bytes, at + 8)] !== undefined,
  summarize: (p, at) => kinds[u8(p.bytes, at + 8)] ?? '',
  fields: [
    ['Length', 0, 4],
    ['Version', 4, 1],
    ['Protocol', 5, 1],
    ['Sequence', 6, 2],
    ['Kind', 8, 1, kinds],
  ],
});
