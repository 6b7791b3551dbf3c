import { startsWith, u16 } from './bytes.ts';
import { headerProtocol } from './header-protocol.ts';

const transferTypes: Readonly<Record<number, string>> = {
  0: 'Undefined',
  1: 'Data transfer',
  2: 'Status',
};

/** SAIA's Ether-S-I/O. */
export const esio = headerProtocol({
  name: 'ESIO',
  title: 'SAIA Ether-S-I/O',
  udpPorts: [6060],
  accepts: (p, at, end) => at + 16 <= end && startsWith(p.bytes, at, end, 'ESIO'),
  summarize: (p, at) => transferTypes[u16(p.bytes, at + 4) >> 8] ?? 'Data transfer',
  fields: [
    ['Magic', 0, 4, 'text'],
    ['Type', 4, 2, 'hex'],
    ['Transaction id', 8, 4, 'hex'],
    ['Length', 12, 4],
  ],
});
