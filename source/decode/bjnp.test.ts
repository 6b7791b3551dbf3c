import { testDecoder } from '../testing/decoders.ts';
import { fromHex, fromText, join, udpFrame } from '../testing/frames.ts';

testDecoder(
  'BJNP',
  [
    {
      frame: udpFrame(40000, 8612, join(fromText('BJNP'), fromHex('02 01 0000 17a4 0000 00000000'))),
      info: 'Scanner Command: Discover',
      tree: ['Device: Scanner Command (2) [46+1]'],
    },
  ],
  [udpFrame(40000, 8612, fromHex('ffff ffff ffff ffff ffff ffff ffff ffff ffff ffff'))],
);
