import { testDecoder } from '../testing/decoders.ts';
import { fromHex, fromText, join, udpFrame } from '../testing/frames.ts';

testDecoder(
  'collectd',
  [
    {
      frame: udpFrame(
        40000,
        25826,
        join(fromHex('0000 0009'), fromText('host\u0000'), fromHex('0006 000f 0001 01 0000000000000000')),
      ),
      info: 'Host=host, 1 values',
      tree: ['Host: host [42+9]', 'Values: 1 values [51+15]'],
    },
  ],
  [udpFrame(40000, 25826, fromHex('0000 0000'))],
);
