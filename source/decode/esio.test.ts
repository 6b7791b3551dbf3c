import { testDecoder } from '../testing/decoders.ts';
import { fromHex, fromText, join, udpFrame } from '../testing/frames.ts';

testDecoder(
  'ESIO',
  [
    {
      frame: udpFrame(40000, 6060, join(fromText('ESIO'), fromHex('0100 0000 00317616 00000018'))),
      info: 'Data transfer',
      tree: ['Transaction id: 0x00317616 [50+4]'],
    },
  ],
  [udpFrame(40000, 6060, fromHex('ffff ffff ffff ffff ffff ffff ffff ffff ffff ffff'))],
);
