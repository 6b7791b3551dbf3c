import { testDecoder } from '../testing/decoders.ts';
import { fromHex, udpFrame } from '../testing/frames.ts';

testDecoder(
  'XDMCP',
  [
    {
      frame: udpFrame(40000, 177, fromHex('0001 0002 0001 00')),
      info: 'Query',
      tree: ['Operation: Query (2) [44+2]'],
    },
  ],
  [udpFrame(40000, 177, fromHex('ffff ffff ffff ffff ffff ffff ffff ffff ffff ffff'))],
);
