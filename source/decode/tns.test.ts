import { testDecoder } from '../testing/decoders.ts';
import { fromHex, tcpFrame } from '../testing/frames.ts';

testDecoder(
  'TNS',
  [
    {
      frame: tcpFrame(40000, 1521, fromHex('000c 0000 01 00 0000 013b012c')),
      info: 'Request, Connect (1)',
      tree: ['Type: Connect (1) [58+1]'],
    },
  ],
  [tcpFrame(40000, 1521, fromHex('ffff ffff ffff ffff ffff ffff ffff ffff ffff ffff'))],
);
