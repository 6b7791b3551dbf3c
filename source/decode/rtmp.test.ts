import { testDecoder } from '../testing/decoders.ts';
import { fromHex, tcpFrame } from '../testing/frames.ts';

testDecoder('RTMP', [
  {
    frame: tcpFrame(40000, 1935, fromHex('02 000000 000004 05 00000000 00140000')),
    info: 'Window Acknowledgement Size, 4 bytes',
  },
]);
