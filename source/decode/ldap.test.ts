import { testDecoder } from '../testing/decoders.ts';
import { fromHex, tcpFrame, udpFrame } from '../testing/frames.ts';

testDecoder(
  'LDAP',
  [
    {
      frame: tcpFrame(40000, 389, fromHex('301a 020101 6015 020103 0409 636e3d61646d696e78 8005 7365637265')),
      info: 'bindRequest(1) "cn=adminx" simple',
      tree: ['Name: cn=adminx [64+11]', 'Authentication: simple [75+7]'],
    },
    {
      frame: tcpFrame(40000, 389, fromHex('300c 020101 6107 0a0131 0400 0400')),
      info: 'bindResponse(1) invalidCredentials (49)',
      tree: ['Result: invalidCredentials (49) [61+3]'],
    },
    {
      frame: tcpFrame(40000, 389, fromHex('3015 020102 6310 0406 64633d6f7267 0a0102 0a0100 020100')),
      info: 'searchRequest(2) "dc=org" wholeSubtree',
      tree: ['Base: dc=org [61+8]', 'Scope: wholeSubtree [69+3]'],
    },
    {
      frame: udpFrame(40000, 389, fromHex('300c 020101 6107 0a0100 0400 0400')),
      protocol: 'CLDAP',
      info: 'bindResponse(1) success (0)',
      tree: ['Result: success (0) [49+3]'],
    },
  ],
  [tcpFrame(40000, 389, fromHex('ffff ffff ffff ffff ffff ffff ffff ffff ffff ffff'))],
);
