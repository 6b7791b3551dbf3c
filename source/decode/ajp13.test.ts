import { testDecoder } from '../testing/decoders.ts';
import { fromHex, fromText, join, tcpFrame } from '../testing/frames.ts';

testDecoder(
  'AJP13',
  [
    {
      frame: tcpFrame(
        40000,
        8009,
        join(
          fromHex('1234 0013 02 02 0008'),
          fromText('HTTP/1.1'),
          fromHex('00 0002'),
          fromText('/x'),
          fromHex('00'),
        ),
      ),
      info: 'REQ:GET /x',
      tree: ['Code: Forward request (2) [58+1]'],
    },
    {
      frame: tcpFrame(8009, 40000, fromHex('4142 0001 09')),
      info: 'RSP:CPong reply',
      tree: ['Magic: 0x4142 [54+2]'],
    },
  ],
  [tcpFrame(40000, 8009, fromHex('ffff ffff ffff ffff ffff ffff ffff ffff ffff ffff'))],
);
