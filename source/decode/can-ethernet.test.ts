import { testDecoder } from '../testing/decoders.ts';
import { fromHex, fromText, join, udpFrame } from '../testing/frames.ts';

testDecoder('CAN-ETH', [
  {
    frame: udpFrame(40000, 9000, join(fromText('ISO11898'), fromHex('01 02 6a12'))),
    info: 'CAN frames, kind 2',
    tree: ['Frame count: 2 [51+1]'],
  },
]);
