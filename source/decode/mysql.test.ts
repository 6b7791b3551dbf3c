import { testDecoder } from '../testing/decoders.ts';
import { fromHex, fromText, join, tcpFrame } from '../testing/frames.ts';

testDecoder(
  'MySQL',
  [
    {
      frame: tcpFrame(
        3306,
        40000,
        join(fromHex('0f000000 0a'), fromText('8.0.36\u0000'), fromHex('01000000 616263')),
      ),
      info: 'Server Greeting  proto=10 version=8.0.36',
      tree: ['Version: 8.0.36 [59+6]'],
    },
    {
      frame: tcpFrame(40000, 3306, join(fromHex('09000000 03'), fromText('SELECT 1'))),
      info: 'Request Query: SELECT 1',
      tree: ['Statement: SELECT 1 [59+8]', 'Command: Query [58+1]'],
    },
    {
      frame: tcpFrame(
        3306,
        40000,
        join(fromHex('0f000001 ff 1504 23'), fromText('28000'), fromText('denied')),
      ),
      info: 'Response Error 1045: denied',
    },
  ],
  [tcpFrame(40000, 3306, fromHex('00'))],
);
