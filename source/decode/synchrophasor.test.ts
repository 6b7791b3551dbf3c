import { testDecoder } from '../testing/decoders.ts';
import { fromHex, tcpFrame, udpFrame } from '../testing/frames.ts';

testDecoder(
  'SYNCHROPHASOR',
  [
    {
      frame: tcpFrame(40000, 4712, fromHex('aa41 0012 00f1 00000000 00 000000 0002 a737')),
      info: 'Command Frame, data transmission on, id 241',
      tree: ['Command: data transmission on [68+2]', 'Station id: 241 [58+2]', 'Checksum: 0xa737 [70+2]'],
    },
    {
      frame: udpFrame(40000, 9000, fromHex('aa01 0012 0007 00000000 00 000000 1122 a737')),
      info: 'Data Frame, id 7',
      tree: ['Data: 1122 [56+2]'],
    },
  ],
  [tcpFrame(40000, 4712, fromHex('aa71 0012 00f1 00000000 00 000000 0002 a737'))],
);
