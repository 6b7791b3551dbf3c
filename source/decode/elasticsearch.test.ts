import { testDecoder } from '../testing/decoders.ts';
import { fromHex, fromText, join, tcpFrame } from '../testing/frames.ts';

testDecoder(
  'Elasticsearch',
  [
    {
      frame: tcpFrame(40000, 9300, join(fromText('ES'), fromHex('0000000d 0000000000000007 00 005cc663'))),
      info: 'Request: request_id=7',
      tree: ['Request id: 7 [60+8]'],
    },
  ],
  [tcpFrame(40000, 9300, fromHex('ffff ffff ffff ffff ffff ffff ffff ffff ffff ffff'))],
);
