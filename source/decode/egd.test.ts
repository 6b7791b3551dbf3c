import { testDecoder } from '../testing/decoders.ts';
import { fromHex, join, udpFrame } from '../testing/frames.ts';

testDecoder(
  'EGD',
  [
    {
      frame: udpFrame(18246, 18246, join(fromHex('0d 01 d4f0 c0a8084d 7b000000'), new Uint8Array(20))),
      info: 'Data Msg: ExchangeID=0x0000007b',
      tree: ['Producer: 192.168.8.77 [46+4]', 'Exchange id: 0x0000007b [50+4]'],
    },
  ],
  [udpFrame(40000, 18246, fromHex('ffff ffff ffff ffff ffff ffff ffff ffff ffff ffff'))],
);
