import { testDecoder } from '../testing/decoders.ts';
import { fromHex, tcpFrame } from '../testing/frames.ts';

testDecoder(
  'TACACS+',
  [
    {
      frame: tcpFrame(40000, 49, fromHex('c0 01 01 00 11223344 00000010')),
      info: 'Q: Authentication',
      tree: ['Type: Authentication (1) [55+1]', 'Session id: 0x11223344 [58+4]'],
    },
  ],
  [tcpFrame(40000, 49, fromHex('ffff ffff ffff ffff ffff ffff ffff ffff ffff ffff'))],
);
