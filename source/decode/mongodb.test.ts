import { testDecoder } from '../testing/decoders.ts';
import { fromHex, fromText, join, tcpFrame } from '../testing/frames.ts';

testDecoder(
  'MONGO',
  [
    {
      frame: tcpFrame(
        40000,
        27017,
        join(fromHex('24000000 01000000 00000000 d4070000 00000000'), fromText('admin.$cmd\u0000')),
      ),
      info: 'Request : Query admin.$cmd',
      tree: ['Operation: 2004 [66+4]'],
    },
  ],
  [tcpFrame(40000, 27017, fromHex('ffff ffff ffff ffff ffff ffff ffff ffff ffff ffff'))],
);
