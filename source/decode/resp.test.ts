import { testDecoder } from '../testing/decoders.ts';
import { fromText, tcpFrame } from '../testing/frames.ts';

testDecoder('RESP', [
  {
    frame: tcpFrame(40000, 6379, fromText('*3\r\n$3\r\nSET\r\n$3\r\nkey\r\n$5\r\nva\u001bue\r\n')),
    info: 'Request: SET key va\\x1bue',
    tree: ['Bulk string: key [67+9]', 'Array: 3 elements [54+4]'],
  },
  {
    frame: tcpFrame(6379, 40000, fromText('-ERR unknown\r\n')),
    info: 'Response: ERR unknown',
    tree: ['Error: ERR unknown [54+14]'],
  },
  { frame: tcpFrame(40000, 6379, fromText('PING\r\n')), info: 'Request: PING' },
  {
    frame: tcpFrame(6379, 40000, fromText('$999999999\r\nabc')),
    info: 'Response: abc',
    tree: ['Bulk string: abc [54+15]'],
  },
]);
