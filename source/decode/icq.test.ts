import { testDecoder } from '../testing/decoders.ts';
import { fromHex, udpFrame } from '../testing/frames.ts';

testDecoder(
  'ICQv3',
  [
    {
      frame: udpFrame(40000, 4000, fromHex('0300 0100 0a00 04000000')),
      info: 'ICQ Version 3 protocol',
      tree: ['Command: 0x0001 [44+2]'],
    },
    {
      frame: udpFrame(40000, 4000, fromHex('0200 0100 0a00 04000000')),
      protocol: 'ICQv2',
      info: 'ICQ Version 2 protocol',
    },
  ],
  [udpFrame(40000, 4000, fromHex('0900 0100 0a00 04000000'))],
);
