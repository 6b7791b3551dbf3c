import { u8, u16 } from './bytes.ts';
import { headerProtocol } from './header-protocol.ts';
import type { Packet } from './packet.ts';
import { hexNumber } from './text.ts';

const mark = 0xd0;
const headerBytes = 10;

// biome-ignore format: a table
const codePoints: Readonly<Record<number, string>> = {
  4161: 'EXCSAT', 4205: 'ACCSEC', 4206: 'SECCHK', 5187: 'EXCSATRD', 5292: 'ACCSECRD', 4633: 'SECCHKRM',
  8193: 'ACCRDB', 8705: 'ACCRDBRM', 8197: 'CLSQRY', 8198: 'CNTQRY', 8200: 'DSCSQLSTT', 8202: 'EXCSQLIMM',
  8203: 'EXCSQLSTT', 8204: 'OPNQRY', 8205: 'PRPSQLSTT', 8206: 'RDBCMM', 8207: 'RDBRLLBCK', 8212: 'SQLSTT',
  8709: 'OPNQRYRM', 8715: 'ENDQRYRM', 8716: 'ENDUOWRM', 9224: 'SQLCARD', 9233: 'SQLDARD', 9234: 'SQLDTA',
  9242: 'QRYDSC', 9243: 'QRYDTA', 9236: 'SQLSTT', 9296: 'SQLATTR', 5242: 'EXTDTA',
};

function isDrda(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  return (
    at + headerBytes <= end &&
    u8(bytes, at + 2) === mark &&
    u16(bytes, at) >= headerBytes &&
    u16(bytes, at + 6) + 6 === u16(bytes, at)
  );
}

function summarize(p: Packet, at: number, end: number): string {
  let text = '';
  let next = at;
  for (let count = 0; count < 20 && isDrda(p, next, end); count += 1) {
    const point = u16(p.bytes, next + 8);
    text += `${count === 0 ? '' : ' | '}${codePoints[point] ?? hexNumber(point)}`;
    next += u16(p.bytes, next);
  }
  return text;
}

/** Distributed Relational Database Architecture: DB2, Derby, Informix. */
export const drda = headerProtocol({
  name: 'DRDA',
  title: 'Distributed Relational Database Architecture',
  tcpPorts: [446, 50000],
  // Bare lengths are small, so the first byte is 0 in all but huge messages.
  guess: { over: 'tcp', firstBytes: [0x00], accepts: isDrda },
  accepts: isDrda,
  summarize,
  fields: [
    ['Length', 0, 2],
    ['Magic', 2, 1, 'hex'],
    ['Format', 3, 1, 'hex'],
    ['Correlation id', 4, 2],
    ['Length of object', 6, 2],
    ['Code point', 8, 2, codePoints],
  ],
});
