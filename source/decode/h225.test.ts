import { testDecoder } from '../testing/decoders.ts';
import { fromHex, tcpFrame, udpFrame } from '../testing/frames.ts';

testDecoder(
  'H.225.0',
  [
    {
      frame: udpFrame(40000, 1719, fromHex('0e 80 0001 00')),
      info: 'RAS: registrationRequest',
      tree: ['Message: registrationRequest [42+1]'],
    },
    {
      frame: tcpFrame(40000, 1720, fromHex('0300 0014 08 02 0001 05 04 03 8890a5 7e 0003 05 2080')),
      info: 'CS: SETUP',
      tree: ['Message type: SETUP [62+1]'],
    },
    {
      frame: tcpFrame(40000, 1720, fromHex('0300 000c 08 02 0001 5a 08 01 80')),
      protocol: 'Q.931',
      info: 'CS: RELEASE COMPLETE',
      tree: ['Message type: RELEASE COMPLETE [62+1]'],
    },
  ],
  [
    udpFrame(40000, 1719, fromHex('ffff ffff ffff ffff ffff ffff ffff ffff ffff ffff')),
    tcpFrame(40000, 1720, fromHex('0300 000c 09 02 0001 5a')),
  ],
);
