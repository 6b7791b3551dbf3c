import { testDecoder } from '../testing/decoders.ts';
import { fromHex, tcpFrame, udpFrame } from '../testing/frames.ts';

testDecoder(
  'KRB5',
  [
    {
      frame: udpFrame(
        40000,
        88,
        fromHex(
          '6a5c305aa103020105a20302010aa44e304ca00703050000000000a110300ea003020101a10730051b03626f62a20d1b0b4558414d504c452e4f5247a320301ea003020102a11730151b066b72627467741b0b4558414d504c452e4f5247',
        ),
      ),
      info: 'AS-REQ bob @EXAMPLE.ORG for krbtgt/EXAMPLE.ORG',
      tree: [
        'Message type: AS-REQ [42+1]',
        'Client: bob [69+18]',
        'Realm: EXAMPLE.ORG [87+15]',
        'Server: krbtgt/EXAMPLE.ORG [102+34]',
      ],
    },
    {
      frame: udpFrame(
        40000,
        88,
        fromHex('7e 1e 301c a003 020105 a103 02011e a603 020119 a90b 1b09 4558414d504c452e 4f'),
      ),
      info: 'KRB-ERROR: KDC_ERR_PREAUTH_REQUIRED @EXAMPLE.O',
      tree: ['Error: KDC_ERR_PREAUTH_REQUIRED [56+5]', 'Realm: EXAMPLE.O [61+13]'],
    },
    {
      frame: udpFrame(40000, 88, fromHex('04 02 626f62 00 00')),
      protocol: 'KRB4',
      info: 'KDC Request bob',
      tree: ['Principal: bob [44+5]'],
    },
    { frame: tcpFrame(40000, 88, fromHex('ff ff ff ff 00')), info: 'Continuation' },
  ],
  [udpFrame(40000, 88, fromHex('ffff ffff ffff ffff ffff ffff ffff ffff ffff ffff'))],
);
