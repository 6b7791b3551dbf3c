import { testDecoder } from '../testing/decoders.ts';
import { fromHex, udpFrame } from '../testing/frames.ts';

testDecoder(
  'sFlow',
  [
    {
      frame: udpFrame(
        40000,
        6343,
        fromHex(
          '00000005 00000001 c0000201 00000002 00000003 000003e8 00000001 00000001 00000008 00000009 00000000',
        ),
      ),
      info: 'V5, agent 192.0.2.1, sub-agent ID 2, seq 3, 1 samples',
      tree: [
        'Agent address: 192.0.2.1 [46+8]',
        'Flow sample: sequence 9, 8 bytes [70+16]',
        'Uptime: 1 s [62+4]',
      ],
    },
  ],
  [udpFrame(40000, 6343, fromHex('00000063 00000001 c0000201'))],
);
