import { testDecoder } from '../testing/decoders.ts';
import { fromHex, fromText, join, tcpFrame } from '../testing/frames.ts';

testDecoder(
  'DIAMETER',
  [
    {
      frame: tcpFrame(
        40000,
        3868,
        join(
          fromHex('01 000028 80 000118 00000000 00000001 00000002 00000108 40 000011'),
          fromText('a.example'),
          new Uint8Array(3),
        ),
      ),
      info: 'cmd=Device-Watchdog Request(280) appl=0',
      tree: ['Origin-Host: a.example [74+17]', 'Command: Device-Watchdog (280) [59+3]'],
    },
  ],
  [tcpFrame(40000, 3868, fromHex('ffff ffff ffff ffff ffff ffff ffff ffff ffff ffff'))],
);
