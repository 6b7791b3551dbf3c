import { testDecoder } from '../testing/decoders.ts';
import { fromHex, tcpFrame } from '../testing/frames.ts';

testDecoder(
  'DRDA',
  [
    {
      frame: tcpFrame(40000, 50000, fromHex('000a d0 01 0001 0004 1041')),
      info: 'EXCSAT',
      tree: ['Code point: EXCSAT (4161) [62+2]'],
    },
  ],
  [tcpFrame(40000, 50000, fromHex('000a d1 01 0001 0004 1041'))],
);
