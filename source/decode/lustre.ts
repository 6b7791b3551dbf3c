import { u32le } from './bytes.ts';
import { headerProtocol } from './header-protocol.ts';

/** Socket message kinds of Lustre's network layer: 0xc0 no operation, 0xc1 a message. */
const noOperation = 0xc0;
const message = 0xc1;

/** The Lustre file system. */
export const lustre = headerProtocol({
  name: 'Lustre',
  title: 'Lustre network',
  tcpPorts: [988],
  accepts: (p, at, end) => {
    if (at + 8 > end) return false;
    const kind = u32le(p.bytes, at);
    return kind === noOperation || kind === message;
  },
  summarize: (p, at) =>
    u32le(p.bytes, at) === message ? `message, ${p.wireEnd - at} bytes` : 'no operation',
  fields: [
    ['Kind', 0, 4, 'littleHex'],
    ['Checksum', 4, 4, 'littleHex'],
  ],
});
