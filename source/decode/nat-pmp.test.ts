import { testDecoder } from '../testing/decoders.ts';
import { fromHex, udpFrame } from '../testing/frames.ts';

testDecoder(
  'NAT-PMP',
  [
    {
      frame: udpFrame(40000, 5351, fromHex('00 02 0000 c8d5 c8d5 00000e10')),
      info: 'Map TCP Request, internal port 51413, external 51413, 3600 s',
      tree: ['Operation: Map TCP request [43+1]'],
    },
    {
      frame: udpFrame(5351, 40000, fromHex('00 80 0000 002b3add c0000207')),
      info: 'External Address Response 192.0.2.7',
      tree: ['External address: 192.0.2.7 [50+4]'],
    },
    {
      frame: udpFrame(40000, 5351, fromHex('02 01 0000 00000e10')),
      protocol: 'PCP',
      info: 'Map Request',
      tree: ['Lifetime: 3600 [46+4]'],
    },
  ],
  [udpFrame(40000, 5351, fromHex('ffff ffff ffff ffff ffff ffff ffff ffff ffff ffff'))],
);
