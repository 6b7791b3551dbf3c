import { testDecoder } from '../testing/decoders.ts';
import { fromHex, udpFrame } from '../testing/frames.ts';

testDecoder(
  'S-Bus',
  [
    {
      frame: udpFrame(40000, 5050, fromHex('0000000d 01 00 0001 00 0a 20 5318')),
      info: 'Request',
      tree: ['Kind: Request (0) [50+1]'],
    },
  ],
  [udpFrame(40000, 5050, fromHex('0000000e 01 00 0001 00 0a 20 5318'))],
);
