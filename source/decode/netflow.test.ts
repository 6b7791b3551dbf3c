import { testDecoder } from '../testing/decoders.ts';
import { fromHex, udpFrame } from '../testing/frames.ts';

testDecoder(
  'CFLOW',
  [
    {
      frame: udpFrame(40000, 2055, fromHex('0005 0002 00000000')),
      info: 'NetFlow v5, 2 records',
      tree: ['Version: NetFlow v5 (5) [42+2]'],
    },
    {
      frame: udpFrame(40000, 4739, fromHex('000a 0040 00000000')),
      info: 'IPFIX, 64 bytes',
      tree: ['Count or length: 64 [44+2]'],
    },
  ],
  [udpFrame(40000, 2055, fromHex('ffff ffff ffff ffff ffff ffff ffff ffff ffff ffff'))],
);
