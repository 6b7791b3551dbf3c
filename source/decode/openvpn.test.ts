import { testDecoder } from '../testing/decoders.ts';
import { fromHex, tcpFrame, udpFrame } from '../testing/frames.ts';

testDecoder(
  'OpenVPN',
  [
    {
      frame: tcpFrame(40000, 1194, fromHex('000e 38 507a28a78275788d 00 00000000')),
      info: 'MessageType: P_CONTROL_HARD_RESET_CLIENT_V2',
      tree: ['Session id: 0x507a28a78275788d [57+8]', 'Length: 14 [54+2]'],
    },
    {
      frame: udpFrame(40000, 1194, fromHex('48 000007 1122334455667788')),
      info: 'MessageType: P_DATA_V2, peer 7',
      tree: ['Peer id: 7 [43+3]'],
    },
    {
      frame: udpFrame(40000, 9000, fromHex('38 507a28a78275788d 00 00000000')),
      info: 'MessageType: P_CONTROL_HARD_RESET_CLIENT_V2',
      tree: ['Message type: P_CONTROL_HARD_RESET_CLIENT_V2 (7) [42+1]'],
    },
  ],
  [
    udpFrame(40000, 1194, fromHex('ff 00')),
    udpFrame(40000, 9000, fromHex('38 507a28a78275788d 00 00000001')),
  ],
);
