import { testDecoder } from '../testing/decoders.ts';
import { fromHex, fromText, join, tcpFrame } from '../testing/frames.ts';

testDecoder('PGSQL', [
  {
    frame: tcpFrame(
      40000,
      5432,
      join(
        fromHex('00000021 00030000'),
        fromText('user\u0000bob\u0000database\u0000shop\u0000'),
        fromHex('00'),
      ),
    ),
    info: '>Startup message user=bob database=shop',
    tree: ['user: bob [62+9]', 'database: shop [71+14]'],
  },
  {
    frame: tcpFrame(40000, 5432, join(fromText('Q'), fromHex('0000000d'), fromText('SELECT 1\u0000'))),
    info: '>Simple query: SELECT 1',
    tree: ['Simple query: SELECT 1 [54+14]'],
  },
  {
    frame: tcpFrame(
      5432,
      40000,
      join(fromText('E'), fromHex('00000012'), fromText('SERROR\u0000Moops\u0000\u0000')),
    ),
    info: '<Error: oops',
    tree: ['Error: oops [54+19]'],
  },
  { frame: tcpFrame(40000, 5432, join(fromHex('00000008 04d2162f'))), info: '>SSL request' },
]);
