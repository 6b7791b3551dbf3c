import { testDecoder } from '../testing/decoders.ts';
import { fromHex, fromText, join, tcpFrame } from '../testing/frames.ts';

testDecoder(
  'CQL',
  [
    {
      frame: tcpFrame(40000, 9042, join(fromHex('04 00 0001 07 0000000c 00000008'), fromText('SELECT 1'))),
      info: 'v4 C->S Type QUERY: SELECT 1',
      tree: ['Length: 12 [59+4]'],
    },
  ],
  [tcpFrame(40000, 9042, fromHex('ffff ffff ffff ffff ffff ffff ffff ffff ffff ffff'))],
);
