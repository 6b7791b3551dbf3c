import { testDecoder } from '../testing/decoders.ts';
import { fromHex, udpFrame } from '../testing/frames.ts';

testDecoder(
  'IAX2',
  [
    {
      frame: udpFrame(40000, 4569, fromHex('8004 0000 00000001 00 00 06 01')),
      info: 'IAX, source call# 4, timestamp 1ms NEW',
      tree: ['Subclass: NEW (1) [53+1]', 'Timestamp: 1 [46+4]'],
    },
    {
      frame: udpFrame(40000, 4569, fromHex('0004 0102 aabb')),
      info: 'Mini packet, source call# 4',
      tree: ['Source call: 4 [42+2]'],
    },
  ],
  [udpFrame(40000, 4569, fromHex('8004 0000 00000001 00 00 ff 01'))],
);
