import { testDecoder } from '../testing/decoders.ts';
import { fromHex, join, udpFrame } from '../testing/frames.ts';

testDecoder(
  'RADIUS',
  [
    {
      frame: udpFrame(
        40000,
        1812,
        join(fromHex('01 07 0020'), new Uint8Array(16), fromHex('01 05 626f62 04 06 c0000201 99')),
      ),
      info: 'Access-Request id=7 bob',
      tree: ['User-Name: bob [62+5]', 'NAS-IP-Address: 192.0.2.1 [67+6]', 'Code: Access-Request (1) [42+1]'],
    },
  ],
  [udpFrame(40000, 1812, fromHex('ffff ffff ffff ffff ffff ffff ffff ffff ffff ffff'))],
);
