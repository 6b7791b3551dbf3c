import { testDecoder } from '../testing/decoders.ts';
import { fromHex, tcpFrame } from '../testing/frames.ts';

testDecoder(
  'Modbus/TCP',
  [
    {
      frame: tcpFrame(40000, 502, fromHex('0003 0000 0006 01 03 0064 000a')),
      info: 'Query: Trans 3, Unit 1, Read Holding Registers, start 100, count 10',
      tree: ['Function: Read Holding Registers (3) [61+1]', 'Start: 100 [62+2]', 'Count: 10 [64+2]'],
    },
    {
      frame: tcpFrame(502, 40000, fromHex('0003 0000 0007 01 03 04 0001 ffff')),
      info: 'Response: Trans 3, Unit 1, Read Holding Registers, 4 bytes',
      tree: ['Register 1: 65535 [65+2]', 'Byte count: 4 [62+1]'],
    },
    {
      frame: tcpFrame(502, 40000, fromHex('0003 0000 0003 01 83 02')),
      info: 'Response: Trans 3, Unit 1, Read Holding Registers, exception: Illegal data address',
      tree: ['Exception: Illegal data address (2) [62+1]'],
    },
    {
      frame: tcpFrame(40000, 502, fromHex('0003 0000 0006 01 05 0010 ff00 0004 0000 0006 01 06 0011 0007')),
      info: 'Query: Trans 3, Unit 1, Write Single Coil, address 16, value on; Query: Trans 4, Unit 1, Write Single Register, address 17, value 7',
      tree: ['Value: 7 [76+2]'],
    },
  ],
  [tcpFrame(40000, 502, fromHex('0003 0007 0006 01 03 0064 000a'))],
);
