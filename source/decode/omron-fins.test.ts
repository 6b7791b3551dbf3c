import { testDecoder } from '../testing/decoders.ts';
import { fromHex, fromText, join, tcpFrame, udpFrame } from '../testing/frames.ts';

testDecoder(
  'OMRON',
  [
    {
      frame: udpFrame(40000, 9600, fromHex('80 00 02 00 00 00 00 00 00 7a 0101 00cc')),
      info: 'Command : Memory Area Read',
      tree: ['Command: Memory Area Read (257) [52+2]', 'Service id: 122 [51+1]'],
    },
    {
      frame: tcpFrame(40000, 9600, join(fromText('FINS'), fromHex('0000000c 00000000 00000000 00000000'))),
      info: 'FINS/TCP connection',
    },
  ],
  [udpFrame(40000, 9600, fromHex('ffff ffff ffff ffff ffff ffff ffff ffff ffff ffff'))],
);
