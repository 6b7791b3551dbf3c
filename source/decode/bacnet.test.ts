import { testDecoder } from '../testing/decoders.ts';
import { fromHex, udpFrame } from '../testing/frames.ts';

testDecoder(
  'BACnet-APDU',
  [
    {
      frame: udpFrame(40000, 47808, fromHex('81 0a 0011 01 04 00 05 01 0c 0c 023fffff 194b')),
      info: 'Confirmed-REQ readProperty[1]',
      tree: ['Function: Original-Unicast-NPDU (10) [43+1]', 'Message: Confirmed-REQ readProperty[1] [48+11]'],
    },
    {
      frame: udpFrame(40000, 47808, fromHex('81 0b 000c 01 20 ffff 00 ff 10 08')),
      info: 'Unconfirmed-REQ who-Is',
      tree: ['Control: 0x20 [47+1]'],
    },
    {
      frame: udpFrame(40000, 47808, fromHex('81 0b 000b 01 80 00 0001 0000')),
      protocol: 'BACnet-NPDU',
      info: 'Who-Is-Router-To-Network',
    },
  ],
  [udpFrame(40000, 47808, fromHex('ffff ffff ffff ffff ffff ffff ffff ffff ffff ffff'))],
);
