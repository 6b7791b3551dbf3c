import { testDecoder } from '../testing/decoders.ts';
import { fromHex, fromText, join, tcpFrame } from '../testing/frames.ts';

testDecoder(
  'TPKT',
  [
    {
      frame: tcpFrame(40000, 102, fromHex('0300 0016 11 e0 0000 0001 00 c0010a c1020100 c2020102')),
      protocol: 'COTP',
      info: 'CR TPDU src-ref: 0x0001 dst-ref: 0x0000',
      tree: ['Source reference: 0x0001 [62+2]'],
    },
    {
      frame: tcpFrame(40000, 102, fromHex('0300 0019 02f080 32 01 0000 0100 0008 0000 f0 00 0001 0001 01e0')),
      protocol: 'S7COMM',
      info: 'ROSCTR:[Job     ] Function:[Setup communication]',
      tree: ['PDU reference: 256 [65+2]'],
    },
    {
      frame: tcpFrame(
        40000,
        3389,
        join(fromHex('0300 0024 1f e0 0000 0000 00'), fromText('Cookie: mstshash=bob\r\n')),
      ),
      protocol: 'RDP',
      info: 'Cookie: mstshash=bob',
      tree: ['Cookie: mstshash=bob [65+22]'],
    },
    {
      frame: tcpFrame(40000, 3389, fromHex('0300 000c 02f080 04 0100 0100')),
      protocol: 'T.125',
      info: 'erectDomainRequest',
      tree: ['Message: erectDomainRequest [61+5]'],
    },
    {
      frame: tcpFrame(40000, 102, fromHex('0300 0015 02f080 01000100 6108 3006 020103 a001 a0')),
      protocol: 'MMS',
      info: 'confirmed-RequestPDU',
      tree: ['Message: confirmed-RequestPDU [61+14]'],
    },
  ],
  [tcpFrame(40000, 102, fromHex('ffff ffff ffff ffff ffff ffff ffff ffff ffff ffff'))],
);
