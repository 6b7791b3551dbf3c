import { u16 } from './bytes.ts';
import { headerProtocol } from './header-protocol.ts';

const versions: Readonly<Record<number, string>> = {
  1: 'NetFlow v1',
  5: 'NetFlow v5',
  7: 'NetFlow v7',
  9: 'NetFlow v9',
  10: 'IPFIX',
};

/** Records of flows, from routers to collectors: NetFlow and IPFIX. */
export const netflow = headerProtocol({
  name: 'CFLOW',
  title: 'NetFlow / IPFIX',
  udpPorts: [2055, 4739, 9995, 9996],
  accepts: (p, at, end) => at + 4 <= end && versions[u16(p.bytes, at)] !== undefined,
  summarize: (p, at) => {
    const version = u16(p.bytes, at);
    return `${versions[version]}, ${u16(p.bytes, at + 2)} ${version === 10 ? 'bytes' : 'records'}`;
  },
  fields: [
    ['Version', 0, 2, versions],
    ['Count or length', 2, 2],
  ],
});
