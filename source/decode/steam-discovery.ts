import { i32 } from './bytes.ts';
import { headerProtocol } from './header-protocol.ts';

const signature = 0x214c5fa0;

/** Steam clients finding each other for in-home streaming. */
export const steamDiscovery = headerProtocol({
  name: 'STEAMDISCOVER',
  title: 'Steam in-home streaming discovery',
  udpPorts: [27036],
  accepts: (p, at, end) => at + 12 <= end && i32(p.bytes, at) === -1 && i32(p.bytes, at + 4) === signature,
  summarize: (p, at) => `Steam discovery, ${p.wireEnd - at} bytes`,
  fields: [
    ['Signature', 0, 8, 'hex'],
    ['Header length', 8, 4, 'little'],
  ],
});
