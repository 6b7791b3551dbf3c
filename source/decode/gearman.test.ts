import { testDecoder } from '../testing/decoders.ts';
import { fromHex, fromText, join, tcpFrame } from '../testing/frames.ts';

testDecoder(
  'Gearman',
  [
    {
      frame: tcpFrame(40000, 4730, join(fromHex('00'), fromText('REQ'), fromHex('00000001 00000002 7763'))),
      info: '[REQ] CAN_DO(1) LEN=2',
      tree: ['Type: 1 [58+4]'],
    },
  ],
  [tcpFrame(40000, 4730, fromHex('ffff ffff ffff ffff ffff ffff ffff ffff ffff ffff'))],
);
