import { testDecoder } from '../testing/decoders.ts';
import { fromHex, udpFrame } from '../testing/frames.ts';

testDecoder(
  'KNXnet/IP',
  [
    {
      frame: udpFrame(40000, 3671, fromHex('06 10 0201 000e 0801 c0a858e7 a17f')),
      info: 'SearchReq',
      tree: ['Service: SearchReq (513) [44+2]'],
    },
  ],
  [udpFrame(40000, 3671, fromHex('ffff ffff ffff ffff ffff ffff ffff ffff ffff ffff'))],
);
