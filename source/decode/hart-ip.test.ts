import { testDecoder } from '../testing/decoders.ts';
import { fromHex, udpFrame } from '../testing/frames.ts';

testDecoder(
  'HART_IP',
  [
    {
      frame: udpFrame(40000, 5094, fromHex('01 00 00 00 0002 000d 01 00007530')),
      info: 'Session Initiate Request, Sequence Number 2',
      tree: ['Message id: Session Initiate (0) [44+1]', 'Content: 0100007530 [50+5]'],
    },
  ],
  [udpFrame(40000, 5094, fromHex('01 09 00 00 0002 0008'))],
);
