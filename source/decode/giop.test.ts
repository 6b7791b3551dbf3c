import { testDecoder } from '../testing/decoders.ts';
import { fromHex, fromText, join, tcpFrame } from '../testing/frames.ts';

testDecoder(
  'GIOP',
  [
    {
      frame: tcpFrame(40000, 9000, join(fromText('GIOP'), fromHex('01 02 00 00 000000d8'))),
      info: 'GIOP 1.2 Request, s=216',
      tree: ['Magic: GIOP [54+4]'],
    },
  ],
  [tcpFrame(40000, 9000, join(fromText('GIOP'), fromHex('01 02 00 99 000000d8')))],
);
