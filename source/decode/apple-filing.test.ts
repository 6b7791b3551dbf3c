import { testDecoder } from '../testing/decoders.ts';
import { fromHex, tcpFrame } from '../testing/frames.ts';

testDecoder(
  'AFP',
  [
    {
      frame: tcpFrame(40000, 548, fromHex('00 02 22c6 00000000 00000006 00000000 11 00 0002 0e1c')),
      info: 'FPGetVolParms request (8902)',
      tree: ['Call: FPGetVolParms [70+1]', 'Request id: 8902 [56+2]'],
    },
    {
      frame: tcpFrame(40000, 548, fromHex('01 05 0001 00000000 00000000 00000000')),
      protocol: 'DSI',
      info: 'Tickle reply (1)',
      tree: ['Command: Tickle (5) [55+1]'],
    },
  ],
  [tcpFrame(40000, 548, fromHex('ffff ffff ffff ffff ffff ffff ffff ffff ffff ffff'))],
);
