import { testDecoder } from '../testing/decoders.ts';
import { fromHex, tcpFrame } from '../testing/frames.ts';

testDecoder(
  'IEC 60870-5-104',
  [
    {
      frame: tcpFrame(40000, 2404, fromHex('68 04 07 00 00 00')),
      info: '<- U (STARTDT act)',
      tree: ['Control: 07000000 [56+4]'],
    },
    {
      frame: tcpFrame(40000, 2404, fromHex('68 0e 0000 0200 64 01 06 00 0100 000000 14')),
      protocol: 'IEC 60870-5 ASDU',
      info: '<- I (0,1) ASDU=1 C_IC_NA_1 Act',
      tree: ['Type: C_IC_NA_1 (100) [60+1]', 'Cause: Act (6) [62+1]', 'Common address: 1 [64+2]'],
    },
  ],
  [tcpFrame(40000, 2404, fromHex('67 04 07 00 00 00'))],
);
