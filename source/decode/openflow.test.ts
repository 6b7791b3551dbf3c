import { testDecoder } from '../testing/decoders.ts';
import { fromHex, tcpFrame } from '../testing/frames.ts';

testDecoder(
  'OpenFlow',
  [
    {
      frame: tcpFrame(40000, 6633, fromHex('01 00 0008 00000001 04 0e 0008 00000002')),
      info: 'Type: OFPT_HELLO, OFPT_FLOW_MOD',
      tree: ['Type: OFPT_HELLO (0) [55+1]', 'Transaction id: 0x00000002 [66+4]'],
    },
  ],
  [tcpFrame(40000, 6633, fromHex('01 00 0007 00000001'))],
);
