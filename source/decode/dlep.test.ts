import { testDecoder } from '../testing/decoders.ts';
import { fromHex, fromText, join, tcpFrame, udpFrame } from '../testing/frames.ts';

testDecoder(
  'DLEP',
  [
    {
      frame: udpFrame(40000, 854, join(fromText('DLEP'), fromHex('0001 0004 00000000'))),
      info: 'Signal: Peer Discovery',
    },
    { frame: tcpFrame(40000, 854, fromHex('0001 0000')), info: 'Message: Session Initialization' },
  ],
  [tcpFrame(40000, 854, fromHex('ffff ffff ffff ffff ffff ffff ffff ffff ffff ffff'))],
);
