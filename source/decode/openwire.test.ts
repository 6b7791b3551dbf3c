import { testDecoder } from '../testing/decoders.ts';
import { fromHex, fromText, join, tcpFrame } from '../testing/frames.ts';

testDecoder(
  'OpenWire',
  [
    {
      frame: tcpFrame(40000, 61616, join(fromHex('00000010 01'), fromText('ActiveMQ'), fromHex('0000000a'))),
      info: 'WireFormatInfo',
      tree: ['Command: WireFormatInfo (1) [58+1]'],
    },
    {
      frame: tcpFrame(40000, 9000, join(fromHex('00000010 01'), fromText('ActiveMQ'), fromHex('0000000a'))),
      info: 'WireFormatInfo',
    },
  ],
  [tcpFrame(40000, 61616, fromHex('ffff ffff ffff ffff ffff ffff ffff ffff ffff ffff'))],
);
