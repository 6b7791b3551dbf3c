import { testDecoder } from '../testing/decoders.ts';
import { fromHex, udpFrame } from '../testing/frames.ts';

testDecoder(
  'SNMP',
  [
    {
      frame: udpFrame(
        40000,
        161,
        fromHex(
          '3026 020101 0406 7075626c6963 a019 020104 020100 020100 300e 300c 0608 2b06010201010100 0500',
        ),
      ),
      info: 'get-request 1.3.6.1.2.1.1.1.0',
      tree: ['Community: public [47+8]', 'PDU: get-request [55+27]', '1.3.6.1.2.1.1.1.0: null [68+14]'],
    },
    {
      frame: udpFrame(
        40000,
        162,
        fromHex(
          '303102010004067075626c6963a42406062b06010401014004c0000201020103020100430164300b300906042b060101020107',
        ),
      ),
      info: 'trap 1.3.6.1.1',
      tree: ['Agent address: 192.0.2.1 [65+6]', 'Generic trap: link up [71+3]'],
    },
    {
      frame: udpFrame(
        40000,
        161,
        fromHex(
          '304a020103300f020201ff020300ffe3040104020103041730150402aabb020101020102040561646d696e04000400301b04000400a015020101020100020100300a300806042b0601010500',
        ),
      ),
      info: 'get-request 1.3.6.1.1',
      tree: ['Message id: 511 [49+4]', 'User name: admin [78+7]', 'PDU: get-request [95+23]'],
    },
    {
      frame: udpFrame(
        40000,
        161,
        fromHex('302b020103300f02020001020300ffe30401030201030410300e04000201000201000400040004000403112233'),
      ),
      info: 'encrypted SNMPv3 message',
      tree: ['Message id: 1 [49+4]'],
    },
  ],
  [udpFrame(40000, 161, fromHex('3003 020109')), udpFrame(40000, 161, fromHex('30 84 ffffffff 02'))],
);
