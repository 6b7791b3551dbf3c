import { testDecoder } from '../testing/decoders.ts';
import { fromHex, tcpFrame } from '../testing/frames.ts';

testDecoder(
  'DNP 3.0',
  [
    {
      frame: tcpFrame(40000, 20000, fromHex('0564 0b c4 0100 0200 0000 c0 c1 01 3c02 06 0000')),
      info: 'from 2 to 1, Read, Class 1 data',
      tree: ['Destination: 1 [58+2]', 'Object: Class 1 data, all [67+3]', 'Function: Read (1) [66+1]'],
    },
    {
      frame: tcpFrame(40000, 7777, fromHex('0564 05 c9 0100 0200 0000')),
      info: 'from 2 to 1, Request Link Status',
      tree: ['Direction: from master [57+1]'],
    },
  ],
  [tcpFrame(40000, 20000, fromHex('0564 04 c9 0100 0200 0000'))],
);
