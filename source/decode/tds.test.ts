import { testDecoder } from '../testing/decoders.ts';
import { fromHex, join, tcpFrame } from '../testing/frames.ts';

testDecoder(
  'TDS',
  [
    {
      frame: tcpFrame(
        40000,
        1433,
        join(fromHex('01 01 0018 0000 01 00'), fromHex('530045004c00450043005400200031 00')),
      ),
      info: 'SQL batch: SELECT 1',
      tree: ['Statement: SELECT 1 [62+16]', 'Type: SQL batch (1) [54+1]'],
    },
  ],
  [tcpFrame(40000, 1433, fromHex('ffff ffff ffff ffff ffff ffff ffff ffff ffff ffff'))],
);
