import { testDecoder } from '../testing/decoders.ts';
import { fromHex, fromText, join, tcpFrame } from '../testing/frames.ts';

testDecoder('RMI', [
  { frame: tcpFrame(40000, 1099, join(fromText('JRMI'), fromHex('0002 4b'))), info: 'JRMI, Version: 2' },
  {
    frame: tcpFrame(40000, 1099, fromHex('50 aced 0005')),
    info: 'JRMI, Call',
    tree: ['Message: Call (80) [54+1]'],
  },
]);
