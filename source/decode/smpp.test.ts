import { testDecoder } from '../testing/decoders.ts';
import { fromHex, tcpFrame } from '../testing/frames.ts';

testDecoder(
  'SMPP',
  [
    {
      frame: tcpFrame(40000, 9000, fromHex('00000010 00000015 00000000 00000002')),
      info: 'Enquire_link',
      tree: ['Sequence number: 2 [66+4]'],
    },
  ],
  [tcpFrame(40000, 9000, fromHex('00000010 00000015 00000001 00000002'))],
);
