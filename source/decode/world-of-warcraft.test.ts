import { testDecoder } from '../testing/decoders.ts';
import { fromHex, tcpFrame } from '../testing/frames.ts';

testDecoder('WOW', [
  {
    frame: tcpFrame(40000, 3724, fromHex('30 00 57')),
    info: 'Transfer Initiate',
    tree: ['Command: 0x30 [54+1]'],
  },
]);
