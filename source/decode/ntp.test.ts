import { testDecoder } from '../testing/decoders.ts';
import { fromHex, udpFrame } from '../testing/frames.ts';

testDecoder(
  'NTP',
  [
    {
      frame: udpFrame(
        123,
        123,
        fromHex(
          '24 02 06 ec 00000a00 00000b00 c0000202 e0000000 00000000 e0000000 40000000 e0000000 80000000 e0000000 c0000000',
        ),
      ),
      info: 'NTP Version 4, server, stratum 2, reference 192.0.2.2',
      tree: [
        'Reference: 192.0.2.2 [54+4]',
        'Transmit time: 2019-02-02 11:39:44.750000 UTC [82+8]',
        'Stratum: 2 [43+1]',
      ],
    },
    {
      frame: udpFrame(40000, 123, fromHex('16 02 0001 0000 0000 0000 0000')),
      info: 'NTP Version 2, control, read variables',
      tree: ['Operation: 0x02 [43+1]'],
    },
    {
      frame: udpFrame(40000, 123, fromHex('17 00 03 2a 0000 0000')),
      info: 'NTP Version 2, private, monitor list 1',
      tree: ['Request: monitor list 1 (42) [45+1]'],
    },
  ],
  [udpFrame(40000, 123, fromHex('3b 00 00 00'))],
);
