import { testDecoder } from '../testing/decoders.ts';
import { fromHex, fromText, join, tcpFrame } from '../testing/frames.ts';

testDecoder(
  'THRIFT',
  [
    {
      frame: tcpFrame(
        40000,
        9000,
        join(fromHex('80010001 00000004'), fromText('ping'), fromHex('00000001 00')),
      ),
      info: 'CALL ping',
    },
    {
      frame: tcpFrame(
        40000,
        9000,
        join(fromHex('00000011 80010002 00000004'), fromText('ping'), fromHex('00000001 00')),
      ),
      info: 'REPLY ping',
    },
  ],
  [tcpFrame(40000, 9000, fromHex('80010009 00000004 70696e67 00000001'))],
);
