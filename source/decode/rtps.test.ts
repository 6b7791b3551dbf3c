import { testDecoder } from '../testing/decoders.ts';
import { fromHex, fromText, join, udpFrame } from '../testing/frames.ts';

testDecoder('RTPS', [
  {
    frame: udpFrame(
      40000,
      7400,
      join(
        fromText('RTPS'),
        fromHex('0201 0101 c0a87a010000000000000001 09 01 0800 0000000000000000 15 05 0000'),
      ),
    ),
    info: 'INFO_TS, DATA',
    tree: ['Participant prefix: c0a87a010000000000000001 [50+12]'],
  },
]);
