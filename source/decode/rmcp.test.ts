import { testDecoder } from '../testing/decoders.ts';
import { fromHex, udpFrame } from '../testing/frames.ts';

testDecoder(
  'ASF',
  [
    {
      frame: udpFrame(40000, 623, fromHex('06 00 ff 06 000011be 80 00 00 00')),
      info: 'Presence Ping',
      tree: ['Class: 0x06 [45+1]'],
    },
    {
      frame: udpFrame(40000, 623, fromHex('06 00 ff 07 00 00000000 00000000 09')),
      protocol: 'IPMB',
      info: 'IPMI',
      tree: ['Session id: 0x00000000 [51+4]'],
    },
  ],
  [udpFrame(40000, 623, fromHex('ffff ffff ffff ffff ffff ffff ffff ffff ffff ffff'))],
);
