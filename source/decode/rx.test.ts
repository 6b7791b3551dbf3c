import { testDecoder } from '../testing/decoders.ts';
import { fromHex, udpFrame } from '../testing/frames.ts';

testDecoder(
  'AFS (RX)',
  [
    {
      frame: udpFrame(
        40000,
        7000,
        fromHex('11223344 55667788 00000009 00000001 00000001 01 05 00 00 0000 0001 00000085'),
      ),
      info: 'FS call store-data  Seq: 1  Call: 9',
      tree: ['Type: data (1) [62+1]', 'Operation: 133 [70+4]'],
    },
    {
      frame: udpFrame(
        40000,
        7000,
        fromHex('11223344 55667788 00000009 00000000 00000001 04 05 00 00 0000 0001'),
      ),
      protocol: 'RX',
      info: 'ACK  Seq: 0  Call: 9',
      tree: ['Call number: 9 [50+4]'],
    },
  ],
  [udpFrame(40000, 7000, fromHex('ffff ffff ffff ffff ffff ffff ffff ffff ffff ffff'))],
);
