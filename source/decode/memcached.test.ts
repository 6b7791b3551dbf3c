import { testDecoder } from '../testing/decoders.ts';
import { fromHex, fromText, tcpFrame } from '../testing/frames.ts';

testDecoder(
  'MEMCACHE',
  [
    { frame: tcpFrame(40000, 11211, fromText('get key\r\n')), info: 'get key' },
    {
      frame: tcpFrame(
        40000,
        11211,
        fromHex('80 00 0003 00 00 0000 00000003 00000000 0000000000000000 6b6579'),
      ),
      info: 'Get Request',
      tree: ['First byte: 0x80 [54+1]'],
    },
  ],
  [tcpFrame(40000, 11211, fromHex('00 01'))],
);
