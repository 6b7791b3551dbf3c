import { testDecoder } from '../testing/decoders.ts';
import { fromHex, tcpFrame } from '../testing/frames.ts';

testDecoder(
  'RPKI-RTR',
  [
    {
      frame: tcpFrame(40000, 323, fromHex('01 02 0000 00000008 01 03 0007 00000008')),
      info: 'Reset Query, Cache Response',
      tree: ['Type: Reset Query (2) [55+1]', 'Length: 8 [58+4]'],
    },
  ],
  [tcpFrame(40000, 323, fromHex('01 02 0000 00000007'))],
);
