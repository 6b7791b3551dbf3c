import { testDecoder } from '../testing/decoders.ts';
import { fromHex, udpFrame } from '../testing/frames.ts';

testDecoder(
  'DHCPv6',
  [
    {
      frame: udpFrame(
        546,
        547,
        fromHex('01 abcdef 0001 000a 00030001 020000000001 0006 0004 0017 0018 0008 0002 000a'),
      ),
      info: 'Solicit XID: 0xabcdef CID: 00030001020000000001',
      tree: [
        'Client identifier: 00030001020000000001 [46+14]',
        'Option request: DNS servers, Domain search list [60+8]',
        'Elapsed time: 100 ms [68+6]',
      ],
    },
    {
      frame: udpFrame(
        547,
        547,
        fromHex(
          '0c 00 20010db8000000000000000000000001 fe800000000000000000000000000002 0009 0004 03 112233',
        ),
      ),
      info: 'Relay-forw L: 2001:db8::1, Request XID: 0x112233',
      tree: ['Peer address: fe80::2 [60+16]', 'Transaction id: 0x112233 [81+3]'],
    },
  ],
  [udpFrame(546, 547, fromHex('00 000000 0000'))],
);
