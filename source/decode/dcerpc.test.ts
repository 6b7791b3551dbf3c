import { testDecoder } from '../testing/decoders.ts';
import { fromHex, join, tcpFrame, udpFrame } from '../testing/frames.ts';

testDecoder(
  'DCERPC',
  [
    {
      frame: tcpFrame(40000, 135, fromHex('05 00 00 03 10000000 1800 0000 02000000 00000000 0000 0300')),
      info: 'Request: call_id: 2, opnum: 3',
      tree: ['Packet type: Request (0) [56+1]', 'Call id: 2 [66+4]'],
    },
    {
      frame: udpFrame(
        40000,
        34964,
        join(
          fromHex('04 00 2000 100000 00'),
          new Uint8Array(16),
          fromHex('0100a0de 976c d111 8271 00a02442df7d'),
          new Uint8Array(24),
          fromHex('00000000 0000 ffff ffff 0000 0000 00 00'),
        ),
      ),
      protocol: 'PNIO-CM',
      info: 'Request: Connect',
      tree: ['Operation: 0 [110+2]'],
    },
  ],
  [tcpFrame(40000, 135, fromHex('05 00 77 03 10000000 1800 0000 02000000 00000000'))],
);
