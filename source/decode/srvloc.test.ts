import { testDecoder } from '../testing/decoders.ts';
import { fromHex, udpFrame } from '../testing/frames.ts';

testDecoder(
  'SRVLOC',
  [
    {
      frame: udpFrame(
        40000,
        427,
        fromHex('02 01 00002a 2000 000000 1234 0002 656e 0000 000c 736572766963653a6c7072 78 0000 0000'),
      ),
      info: 'Service Request, V2 XID - 4660 service:lprx',
      tree: ['Function: Service Request (1) [43+1]', 'Language: en [54+4]', 'Transaction id: 4660 [52+2]'],
    },
    {
      frame: udpFrame(40000, 427, fromHex('01 06 0010 00 00 656e 0003 0001')),
      info: 'Attribute Request, V1 Transaction ID - 1',
      tree: ['Encoding: 3 [50+2]'],
    },
  ],
  [udpFrame(40000, 427, fromHex('02 63 0000'))],
);
