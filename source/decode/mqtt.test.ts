import { testDecoder } from '../testing/decoders.ts';
import { fromHex, tcpFrame } from '../testing/frames.ts';

testDecoder(
  'MQTT',
  [
    {
      frame: tcpFrame(40000, 1883, fromHex('10 13 0004 4d515454 04 02 003c 0007 73656e736f7231')),
      info: 'Connect Command [sensor1]',
      tree: ['Client id: sensor1 [66+9]', 'Keep alive: 60 s [64+2]'],
    },
    {
      frame: tcpFrame(40000, 1883, fromHex('32 0b 0003 612f62 0007 32312e35 c000')),
      info: 'Publish Message (id=7) [a/b], Ping Request',
      tree: ['Topic: a/b [56+5]', 'Message: 21.5 [63+4]', 'Message id: 7 [61+2]'],
    },
    {
      frame: tcpFrame(40000, 1883, fromHex('82 08 0002 0003 612f62 00')),
      info: 'Subscribe Request (id=2) [a/b]',
      tree: ['Message id: 2 [56+2]'],
    },
    {
      frame: tcpFrame(40000, 7777, fromHex('10 13 0004 4d515454 04 02 003c 0007 73656e736f7231')),
      info: 'Connect Command [sensor1]',
      tree: ['Protocol name: MQTT [56+6]'],
    },
  ],
  [tcpFrame(40000, 1883, fromHex('00 00')), tcpFrame(40000, 1883, fromHex('31 ffffffffff'))],
);
