import { u8, u32 } from './bytes.ts';
import { headerProtocol } from './header-protocol.ts';

const kinds: Readonly<Record<number, string>> = { 1: 'Authentication', 2: 'Authorization', 3: 'Accounting' };

/** TACACS+: who may do what on network devices. */
export const tacacs = headerProtocol({
  name: 'TACACS+',
  title: 'TACACS+',
  tcpPorts: [49],
  accepts: (p, at, end) =>
    at + 12 <= end &&
    u8(p.bytes, at) >> 4 === 12 &&
    kinds[u8(p.bytes, at + 1)] !== undefined &&
    u32(p.bytes, at + 8) < 1 << 16,
  // Clients send odd numbers, servers even ones.
  summarize: (p, at) => `${(u8(p.bytes, at + 2) & 1) === 1 ? 'Q' : 'R'}: ${kinds[u8(p.bytes, at + 1)]}`,
  fields: [
    ['Version', 0, 1, 'hex'],
    ['Type', 1, 1, kinds],
    ['Sequence number', 2, 1],
    ['Flags', 3, 1, 'hex'],
    ['Session id', 4, 4, 'hex'],
    ['Length', 8, 4],
  ],
});
