import { testDecoder } from '../testing/decoders.ts';
import { fromHex, udpFrame } from '../testing/frames.ts';

testDecoder(
  'ISAKMP',
  [
    {
      frame: udpFrame(
        500,
        500,
        fromHex(
          '1122334455667788 0000000000000000 21 20 22 08 00000000 00000028 29 00 000c 00000000 00000000',
        ),
      ),
      info: 'IKE_SA_INIT MID=00 Initiator Request',
      tree: [
        'Payload: Security Association (33), 12 bytes [70+12]',
        'Exchange type: IKE_SA_INIT (34) [60+1]',
      ],
    },
    {
      frame: udpFrame(
        4500,
        4500,
        fromHex('00000000 1122334455667788 0000000000000000 21 10 02 00 00000000 0000001c'),
      ),
      info: 'Identity Protection (Main Mode)',
      tree: ['Message id: 0x00000000 [66+4]'],
    },
    { frame: udpFrame(4500, 4500, fromHex('ff')), protocol: 'UDPENCAP', info: 'NAT-keepalive' },
    {
      frame: udpFrame(
        500,
        500,
        fromHex('1122334455667788 0000000000000000 21 20 22 08 00000000 00000028 29 00 0000'),
      ),
      info: 'IKE_SA_INIT MID=00 Initiator Request',
      tree: ['Payload: wrong length 0, 0x21 [70+4]'],
    },
  ],
  [udpFrame(500, 500, fromHex('1122334455667788 0000000000000000 21 f0 22 08 00000000'))],
);
