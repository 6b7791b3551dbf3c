import { testDecoder } from '../testing/decoders.ts';
import { fromHex, fromText, join, tcpFrame } from '../testing/frames.ts';

testDecoder(
  'AMQP',
  [
    {
      frame: tcpFrame(40000, 5672, join(fromText('AMQP'), fromHex('00 00 09 01'))),
      info: 'Protocol-Header 0-9-1',
      tree: ['Protocol header: Protocol-Header 0-9-1 [54+8]'],
    },
    {
      frame: tcpFrame(
        40000,
        5672,
        join(fromHex('01 0001 0000000e 003c 0028 0000 02 6578 03 6b6579 00'), fromHex('ce')),
      ),
      info: 'Basic.Publish x=ex rk=key',
      tree: ['Channel: 1 [55+2]', 'Method: Basic.Publish x=ex rk=key [61+4]'],
    },
    {
      frame: tcpFrame(40000, 5672, join(fromHex('03 0001 00000009'), fromText('{"a": 1}x'), fromHex('ce'))),
      protocol: 'AMQP/JSON',
      info: 'Content-Body',
      tree: ['Payload: {"a": 1}x [61+9]'],
    },
  ],
  [tcpFrame(40000, 5672, fromHex('ffff ffff ffff ffff ffff ffff ffff ffff ffff ffff'))],
);
