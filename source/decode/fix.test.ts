import { testDecoder } from '../testing/decoders.ts';
import { fromText, tcpFrame } from '../testing/frames.ts';

testDecoder(
  'FIX',
  [
    {
      frame: tcpFrame(
        40000,
        9000,
        fromText('8=FIX.4.2\u00019=65\u000135=D\u000149=A\u000156=B\u000155=ACME\u000110=000\u0001'),
      ),
      info: 'FIX.4.2 New Order Single from A to B ACME',
      tree: ['Message type: New Order Single (D) [69+4]', 'Symbol: ACME [84+7]'],
    },
  ],
  [tcpFrame(40000, 9000, fromText('8=FIX.4.2 and no more'))],
);
