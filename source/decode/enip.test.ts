import { testDecoder } from '../testing/decoders.ts';
import { fromHex, join, tcpFrame, udpFrame } from '../testing/frames.ts';

testDecoder(
  'ENIP',
  [
    {
      frame: tcpFrame(
        40000,
        44818,
        join(fromHex('6500 0400 00000000 00000000'), new Uint8Array(12), fromHex('0100 0000')),
      ),
      info: 'Register Session (Req)',
      tree: ['Command: Register Session (0x0065) [54+2]', 'Session: 0x00000000 [58+4]'],
    },
    {
      frame: tcpFrame(
        40000,
        44818,
        join(
          fromHex('6f00 1600 07000000 00000000'),
          new Uint8Array(12),
          fromHex('00000000 0000 0200 0000 0000 b200 0600 0e 02 2001 2401'),
        ),
      ),
      protocol: 'CIP',
      info: 'Get Attribute Single',
      tree: ['Service: Get Attribute Single [94+1]', 'Direction: request [94+1]'],
    },
    {
      frame: udpFrame(2222, 2222, fromHex('0200 0280 0800 78563412 01000000 b100 0200 ffff')),
      protocol: 'CIP I/O',
      info: 'Connection: ID=0x12345678, SEQ=0000000001',
      tree: ['Connection id: 0x12345678 [48+4]'],
    },
  ],
  [tcpFrame(40000, 44818, join(fromHex('9999 0400'), new Uint8Array(20)))],
);
