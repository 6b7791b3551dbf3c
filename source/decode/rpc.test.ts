import { testDecoder } from '../testing/decoders.ts';
import { fromHex, tcpFrame, udpFrame } from '../testing/frames.ts';

testDecoder(
  'RPC',
  [
    {
      frame: udpFrame(
        40000,
        2049,
        fromHex('00000007 00000000 00000002 000186a3 00000003 00000001 00000000 00000000 00000000 00000000'),
      ),
      protocol: 'NFS',
      info: 'V3 GETATTR Call XID 0x7',
      tree: ['Procedure: GETATTR (1) [62+4]', 'Program: NFS (100003), nfs [54+4]'],
    },
    {
      frame: udpFrame(
        40000,
        1048,
        fromHex('00000007 00000000 00000002 000186a5 00000003 00000001 00000001 00000000 00000000 00000000'),
      ),
      protocol: 'MOUNT',
      info: 'V3 MOUNT MNT Call XID 0x7',
      tree: ['Program version: 3 [58+4]'],
    },
    {
      frame: udpFrame(111, 40000, fromHex('00000007 00000001 00000000 00000000 00000000 00000000')),
      protocol: 'Portmap',
      info: 'Portmap Reply XID 0x7',
      tree: ['Reply state: accepted (0) [50+4]'],
    },
    {
      frame: tcpFrame(
        40000,
        9000,
        fromHex(
          '80000028 00000007 00000000 00000002 000186b8 00000001 00000000 00000000 00000000 00000000 00000000',
        ),
      ),
      protocol: 'STAT',
      info: 'V1 STAT procedure 0 Call XID 0x7',
      tree: ['Fragment: 40 bytes, last [54+4]'],
    },
    {
      frame: udpFrame(9001, 9000, fromHex('00000007 00000001 00000000 00000000 00000000 00000000')),
      info: 'RPC Reply XID 0x7',
    },
  ],
  [
    udpFrame(
      40000,
      9000,
      fromHex('00000007 00000000 00000003 000186a5 00000003 00000001 00000001 00000000 00000000 00000000'),
    ),
  ],
);
