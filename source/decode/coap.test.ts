import { testDecoder } from '../testing/decoders.ts';
import { fromHex, udpFrame } from '../testing/frames.ts';

testDecoder(
  'CoAP',
  [
    {
      frame: udpFrame(40000, 5683, fromHex('42 01 04d2 aabb b4 74656d70 01 63 ff 7b7d')),
      info: 'CON, MID:1234, GET, /temp/c',
      tree: ['Uri-Path: c [53+2]', 'Payload: {} [56+2]', 'Token: aabb [46+2]'],
    },
    { frame: udpFrame(40000, 5683, fromHex('40 45 04d2 ed ffff ffff')), info: 'CON, MID:1234, 2.05 Content' },
  ],
  [udpFrame(40000, 5683, fromHex('ffff ffff ffff ffff ffff ffff ffff ffff ffff ffff'))],
);
