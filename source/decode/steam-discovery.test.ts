import { testDecoder } from '../testing/decoders.ts';
import { fromHex, udpFrame } from '../testing/frames.ts';

testDecoder('STEAMDISCOVER', [
  {
    frame: udpFrame(27036, 27036, fromHex('ffffffff 214c5fa0 16000000 08fc')),
    info: 'Steam discovery, 14 bytes',
    tree: ['Signature: 0xffffffff214c5fa0 [42+8]'],
  },
]);
