import { testDecoder } from '../testing/decoders.ts';
import { fromHex, fromText, tcpFrame } from '../testing/frames.ts';

testDecoder('VNC', [
  { frame: tcpFrame(5900, 40000, fromText('RFB 003.008\n')), info: 'Server protocol version: 003.008' },
  { frame: tcpFrame(40000, 5900, fromHex('03')), info: '1 bytes', tree: ['First byte: 3 [54+1]'] },
]);
