import { testDecoder } from '../testing/decoders.ts';
import { fromHex, udpFrame } from '../testing/frames.ts';

testDecoder(
  'TPLINK-SMARTHOME/JSON',
  [
    {
      frame: udpFrame(40000, 9999, fromHex('d0 f2 81 f8 8b ff 9a f7 d5 ef 94')),
      info: 'UDP Cmd: {"system":{',
      tree: ['Message: {"system":{ [42+11]'],
    },
  ],
  [udpFrame(40000, 9999, fromHex('d0 d0 00'))],
);
