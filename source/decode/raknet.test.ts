import { testDecoder } from '../testing/decoders.ts';
import { fromHex, udpFrame } from '../testing/frames.ts';

testDecoder(
  'RakNet',
  [
    {
      frame: udpFrame(40000, 9000, fromHex('05 00ffff00fefefefefdfdfdfd12345678 06')),
      info: 'Open Connection Request 1',
      tree: ['Protocol version: 6 [59+1]'],
    },
    {
      frame: udpFrame(40000, 19132, fromHex('84 010000 00')),
      info: 'Frame set',
      tree: ['Sequence: 1 [43+3]'],
    },
    {
      frame: udpFrame(40000, 9000, fromHex('84 010000 40 0010 000000 1122')),
      info: 'Frame set',
      tree: ['Sequence: 1 [43+3]'],
    },
    { frame: udpFrame(40000, 9000, fromHex('c0 0001 01 050000')), info: 'ACK', tree: ['Records: 1 [43+2]'] },
  ],
  [
    udpFrame(40000, 9000, fromHex('05 00ffff00fefefefefdfdfdfd12345679 06')),
    udpFrame(40000, 9000, fromHex('84 010000 40 0018 000000 1122')),
  ],
);
