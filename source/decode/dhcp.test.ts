import { testDecoder } from '../testing/decoders.ts';
import { fromHex, join, udpFrame } from '../testing/frames.ts';

testDecoder(
  'DHCP',
  [
    {
      frame: udpFrame(
        68,
        67,
        join(
          fromHex('01 01 06 00 3903f326 0000 8000 00000000 00000000 00000000 00000000 000102030405'),
          new Uint8Array(202),
          fromHex('63825363 350101 3204 c0a80105 0c 05 70686f6e65 37 02 01 03 ff'),
        ),
      ),
      info: 'DHCP Discover - Transaction ID 0x3903f326, requests 192.168.1.5, host phone',
      tree: [
        'Requested address: 192.168.1.5 [285+6]',
        'Host name: phone [291+7]',
        'Transaction id: 0x3903f326 [46+4]',
      ],
    },
    {
      frame: udpFrame(
        68,
        67,
        join(
          fromHex('01 01 06 00 3903f326 0000 8000 00000000 00000000 00000000 00000000 000102030405'),
          new Uint8Array(202),
        ),
      ),
      protocol: 'BOOTP',
      info: 'Boot Request from 00:01:02:03:04:05 - Transaction ID 0x3903f326',
      tree: ['Client hardware address: 00:01:02:03:04:05 [70+6]'],
    },
    {
      frame: udpFrame(
        68,
        67,
        join(
          fromHex('01 01 06 00 3903f326 0000 8000 00000000 00000000 00000000 00000000 000102030405'),
          new Uint8Array(202),
          fromHex('63825363 350103 ff00 0c 40 41'),
        ),
      ),
      info: 'DHCP Request - Transaction ID 0x3903f326',
      tree: ['End of options [285+1]'],
    },
  ],
  [udpFrame(40000, 67, fromHex('ffff ffff ffff ffff ffff ffff ffff ffff ffff ffff'))],
);
