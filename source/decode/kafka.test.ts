import { testDecoder } from '../testing/decoders.ts';
import { fromHex, tcpFrame } from '../testing/frames.ts';

testDecoder(
  'Kafka',
  [
    {
      frame: tcpFrame(40000, 9092, fromHex('00000010 0003 0002 00000081 0006 636c69656e74')),
      info: 'Kafka Metadata v2 Request',
      tree: ['Client id: client [66+8]', 'Request: Metadata (3) [58+2]'],
    },
  ],
  [tcpFrame(40000, 9092, fromHex('ffff ffff ffff ffff ffff ffff ffff ffff ffff ffff'))],
);
