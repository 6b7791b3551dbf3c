import { startsWith, u16 } from './bytes.ts';
import { headerProtocol } from './header-protocol.ts';
import type { Packet } from './packet.ts';

function isCanEthernet(p: Packet, at: number, end: number): boolean {
  return at + 10 <= end && startsWith(p.bytes, at, end, 'ISO11898');
}

/** Controller Area Network frames carried over UDP. */
export const canEthernet = headerProtocol({
  name: 'CAN-ETH',
  title: 'Controller Area Network over Ethernet',
  udpPorts: [11898],
  guess: { over: 'udp', firstBytes: [0x49], accepts: isCanEthernet },
  accepts: isCanEthernet,
  summarize: (p, at) => `CAN frames, kind ${u16(p.bytes, at + 8) & 0xff}`,
  fields: [
    ['Magic', 0, 8, 'text'],
    ['Version', 8, 1],
    ['Frame count', 9, 1],
  ],
});
