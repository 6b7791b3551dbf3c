import { testDecoder } from '../testing/decoders.ts';
import { fromHex, join, udpFrame } from '../testing/frames.ts';

testDecoder(
  'WireGuard',
  [
    {
      frame: udpFrame(40000, 51820, join(fromHex('04000000 11223344 0500000000000000'), new Uint8Array(32))),
      info: 'Transport Data, receiver=0x44332211, counter=5, datalen=32',
      tree: ['Receiver: 0x44332211 [46+4]', 'Counter: 5 [50+8]'],
    },
    {
      frame: udpFrame(40000, 9000, join(fromHex('01000000 11223344'), new Uint8Array(140))),
      info: 'Handshake Initiation, sender=0x44332211',
      tree: ['Sender: 0x44332211 [46+4]', 'MAC 2: 00000000000000000000000000000000 [174+16]'],
    },
    {
      frame: udpFrame(40000, 9000, join(fromHex('02000000 11223344 55667788'), new Uint8Array(80))),
      info: 'Handshake Response, sender=0x44332211, receiver=0x88776655',
      tree: ['Receiver: 0x88776655 [50+4]'],
    },
  ],
  [
    udpFrame(40000, 51820, join(fromHex('04000000 11223344'), new Uint8Array(25))),
    udpFrame(40000, 51820, join(fromHex('01000001 11223344'), new Uint8Array(140))),
  ],
);
