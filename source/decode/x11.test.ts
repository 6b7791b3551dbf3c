import { testDecoder } from '../testing/decoders.ts';
import { fromHex, tcpFrame } from '../testing/frames.ts';

testDecoder('X11', [
  {
    frame: tcpFrame(40000, 6000, fromHex('6c 00 0b00 0000 0000 0000 0000')),
    info: 'Initial connection request',
  },
  {
    frame: tcpFrame(40000, 6001, fromHex('01 02 03 04 05')),
    info: 'Requests',
    tree: ['First byte: 1 [54+1]'],
  },
]);
