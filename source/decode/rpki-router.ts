import { u8, u32 } from './bytes.ts';
import { headerProtocol } from './header-protocol.ts';
import type { Packet } from './packet.ts';

const maxVersion = 2;
const maxLength = 65_536;

// biome-ignore format: a table
const types: Readonly<Record<number, string>> = {
  0: 'Serial Notify', 1: 'Serial Query', 2: 'Reset Query', 3: 'Cache Response', 4: 'IPv4 Prefix', 6: 'IPv6 Prefix',
  7: 'End of Data', 8: 'Cache Reset', 9: 'Router Key', 10: 'Error Report', 11: 'ASPA',
};

function isMessage(p: Packet, at: number, end: number): boolean {
  if (at + 8 > end || u8(p.bytes, at) > maxVersion || types[u8(p.bytes, at + 1)] === undefined) return false;
  const length = u32(p.bytes, at + 4);
  return length >= 8 && length <= maxLength;
}

/** How routers learn which networks may announce which addresses. */
export const rpkiRouter = headerProtocol({
  name: 'RPKI-RTR',
  title: 'RPKI to router protocol',
  tcpPorts: [323],
  accepts: isMessage,
  summarize: (p, at, end) => {
    let text = '';
    let next = at;
    for (let count = 0; count < 20 && isMessage(p, next, end); count += 1) {
      text += `${count === 0 ? '' : ', '}${types[u8(p.bytes, next + 1)]}`;
      next += u32(p.bytes, next + 4);
    }
    return text;
  },
  fields: [
    ['Version', 0, 1],
    ['Type', 1, 1, types],
    ['Session id', 2, 2],
    ['Length', 4, 4],
  ],
});
