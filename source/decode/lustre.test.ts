import { testDecoder } from '../testing/decoders.ts';
import { fromHex, tcpFrame } from '../testing/frames.ts';

testDecoder(
  'Lustre',
  [
    {
      frame: tcpFrame(40000, 988, fromHex('c1000000 00000000 00')),
      info: 'message, 9 bytes',
      tree: ['Kind: 0x000000c1 [54+4]'],
    },
  ],
  [tcpFrame(40000, 988, fromHex('ffff ffff ffff ffff ffff ffff ffff ffff ffff ffff'))],
);
