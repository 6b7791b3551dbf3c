import { testDecoder } from '../testing/decoders.ts';
import { fromHex, fromText, join, tcpFrame, udpFrame } from '../testing/frames.ts';

testDecoder(
  'BitTorrent',
  [
    {
      frame: tcpFrame(
        40000,
        9000,
        join(
          fromHex('13'),
          fromText('BitTorrent protocol'),
          new Uint8Array(8),
          fromHex('1111111111111111111111111111111111111111'),
          fromText('-OW0001-abcdefghijkl'),
        ),
      ),
      info: 'Handshake',
      tree: [
        'Info hash: 1111111111111111111111111111111111111111 [82+20]',
        'Peer id: -OW0001-abcdefghijkl [102+20]',
      ],
    },
    {
      frame: udpFrame(
        40000,
        9000,
        join(fromText('d1:ad2:id20:'), new Uint8Array(20), fromText('e1:q4:ping1:t2:aa1:y1:qe')),
      ),
      protocol: 'BT-DHT',
      info: 'BitTorrent DHT Protocol, query',
      tree: ['Node id: 0000000000000000000000000000000000000000 [54+20]'],
    },
    {
      frame: udpFrame(40000, 9000, fromHex('41 00 1234 00000001 00000000 00380000 0001 0000')),
      protocol: 'BT-uTP',
      info: 'Connection ID:4660 [Syn]',
      tree: ['Connection id: 4660 [44+2]'],
    },
  ],
  [tcpFrame(40000, 9000, fromText('\u0013BitTorrent protocoX'))],
);
