import { testDecoder } from '../testing/decoders.ts';
import { fromHex, fromText, udpFrame } from '../testing/frames.ts';

testDecoder('DB-LSP-DISC/JSON', [
  {
    frame: udpFrame(17500, 17500, fromText('{"version": [2, 0], "port": 17500}')),
    info: 'Dropbox LAN sync Discovery Protocol {"version": [2, 0], "port": 17500}',
    tree: ['Announcement: {"version": [2, 0], "port": 17500} [42+34]'],
  },
  {
    frame: udpFrame(17500, 17500, fromHex('4303')),
    protocol: 'DB-LSP-DISC',
    info: 'Dropbox LAN sync port, not its usual JSON, 2 bytes',
    tree: ['Data: C\\x03 [42+2]'],
  },
]);
