import { testDecoder } from '../testing/decoders.ts';
import { fromHex, fromText, join, tcpFrame } from '../testing/frames.ts';

testDecoder(
  'HiSLIP',
  [
    {
      frame: tcpFrame(
        40000,
        4880,
        join(fromText('HS'), fromHex('00 00 01004b53 0000000000000007'), fromText('hislip0')),
      ),
      info: 'Initialize hislip0',
      tree: ['Message type: Initialize (0) [56+1]', 'Payload: hislip0 [70+7]', 'Length: 7 [62+8]'],
    },
  ],
  [tcpFrame(40000, 4880, join(fromText('HS'), fromHex('ff 00 01004b53 0000000000000007')))],
);
