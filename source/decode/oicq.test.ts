import { testDecoder } from '../testing/decoders.ts';
import { fromHex, udpFrame } from '../testing/frames.ts';

testDecoder(
  'OICQ',
  [
    {
      frame: udpFrame(40000, 8000, fromHex('02 3b0b 0002 0017 561f0c7b 03')),
      info: 'OICQ Protocol, Heart message',
      tree: ['Command: Heart message (2) [45+2]'],
    },
  ],
  [udpFrame(40000, 8000, fromHex('02 3b0b 0001 0017 561f0c7b 04'))],
);
