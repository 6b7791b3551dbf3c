import { testDecoder } from '../testing/decoders.ts';
import { fromHex, udpFrame } from '../testing/frames.ts';

testDecoder(
  'PFCP',
  [
    {
      frame: udpFrame(40000, 8805, fromHex('20 01 000c 000001 00 0060 0004 e0000000')),
      info: 'Heartbeat Request',
      tree: ['Message type: Heartbeat Request (1) [43+1]'],
    },
  ],
  [udpFrame(40000, 8805, fromHex('ffff ffff ffff ffff ffff ffff ffff ffff ffff ffff'))],
);
