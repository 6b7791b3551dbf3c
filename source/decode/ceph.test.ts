import { testDecoder } from '../testing/decoders.ts';
import { fromHex, fromText, tcpFrame } from '../testing/frames.ts';

testDecoder('Ceph', [
  { frame: tcpFrame(40000, 6789, fromText('ceph v027')), info: 'Banner', tree: ['Banner: ceph v027 [54+9]'] },
  { frame: tcpFrame(40000, 6789, fromHex('0011')), info: '2 bytes' },
]);
