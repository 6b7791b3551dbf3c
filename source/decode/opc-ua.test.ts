import { testDecoder } from '../testing/decoders.ts';
import { fromHex, fromText, join, tcpFrame } from '../testing/frames.ts';

testDecoder(
  'OpcUa',
  [
    {
      frame: tcpFrame(
        40000,
        4840,
        join(fromText('HELF'), fromHex('20000000 00000000 00000200 00000200 00004000 88130000 00000000')),
      ),
      info: 'Hello message',
      tree: ['Receive buffer: 131072 [66+4]', 'Message type: HEL (Hello message) [54+3]'],
    },
    {
      frame: tcpFrame(
        40000,
        9000,
        join(fromText('MSGF'), fromHex('20000000 01000000 01000000 02000000 02000000 01 00 ac01 00000000')),
      ),
      info: 'UA Secure Conversation Message: GetEndpointsRequest',
      tree: ['Service: GetEndpointsRequest [78+4]'],
    },
  ],
  [tcpFrame(40000, 4840, fromText('HELLO, WORLD'))],
);
