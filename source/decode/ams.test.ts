import { testDecoder } from '../testing/decoders.ts';
import { fromHex, join, tcpFrame } from '../testing/frames.ts';

testDecoder(
  'AMS',
  [
    {
      frame: tcpFrame(
        40000,
        48898,
        join(
          fromHex('0000 20000000 050d75600101 1027 c0a801630101 0380 0400 0400 00000000 00000000 05000000'),
        ),
      ),
      info: 'ADS Read State Request',
      tree: ['Command: ADS Read State (4) [76+2]', 'Invoke id: 5 [88+4]'],
    },
  ],
  [tcpFrame(40000, 48898, fromHex('ffff ffff ffff ffff ffff ffff ffff ffff ffff ffff'))],
);
