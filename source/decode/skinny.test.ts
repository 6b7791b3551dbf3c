import { testDecoder } from '../testing/decoders.ts';
import { fromHex, tcpFrame } from '../testing/frames.ts';

testDecoder(
  'SKINNY',
  [
    {
      frame: tcpFrame(40000, 2000, fromHex('08000000 00000000 88000000 01000000')),
      info: 'SetSpeakerMode',
      tree: ['Message: SetSpeakerMode (0x0088) [62+4]'],
    },
    {
      frame: tcpFrame(40000, 2000, fromHex('04000000 00000000 00010000')),
      protocol: 'SKINNY/RESP',
      info: 'KeepAliveAck',
      tree: ['Length: 4 [54+4]'],
    },
  ],
  [tcpFrame(40000, 2000, fromHex('ffff ffff ffff ffff ffff ffff ffff ffff ffff ffff'))],
);
