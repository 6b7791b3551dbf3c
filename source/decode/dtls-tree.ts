import { type Bytes, u8, u16, u24 } from './bytes.ts';
import {
  dtlsHandshakeHeaderBytes,
  dtlsRecordHeaderBytes,
  isDtlsRecordHeader,
  isPlainDtlsHandshake,
} from './dtls-record.ts';
import { growCertificates } from './tls-certificate.ts';
import { growHello } from './tls-hello-tree.ts';
import {
  alertLevels,
  alertNames,
  handshakeCertificate,
  handshakeClientHello,
  handshakeNames,
  handshakeServerHello,
  recordAlert,
  recordHandshake,
  recordNames,
  versionNames,
} from './tls-names.ts';
import type { Tree } from './tree.ts';

/** The field tree of the DTLS records in [at, end). */
export function growDtlsRecords(tree: Tree, bytes: Bytes, at: number, end: number): void {
  tree.layer('Datagram Transport Layer Security', at, end);
  let next = at;
  while (next + dtlsRecordHeaderBytes <= end && isDtlsRecordHeader(bytes, next)) {
    const type = u8(bytes, next);
    const length = u16(bytes, next + 11);
    const epoch = u16(bytes, next + 3);
    const content = next + dtlsRecordHeaderBytes;
    tree.open('Record', recordNames[type] ?? '', next, dtlsRecordHeaderBytes + length);
    tree.field('Content type', `${recordNames[type] ?? 'unknown'} (${type})`, next, 1);
    tree.field('Version', versionNames[u16(bytes, next + 1)] ?? '', next + 1, 2);
    tree.field('Epoch', epoch, next + 3, 2);
    tree.field('Sequence number', u24(bytes, next + 5) * 0x1000000 + u24(bytes, next + 8), next + 5, 6);
    tree.field('Length', length, next + 11, 2);
    if (type === recordHandshake && isPlainDtlsHandshake(bytes, next, end)) {
      growHandshake(tree, bytes, content, Math.min(end, content + length));
    } else if (type === recordAlert && epoch === 0 && length === 2 && content + 2 <= end) {
      tree.field('Level', alertLevels[u8(bytes, content)] ?? u8(bytes, content), content, 1);
      tree.field('Description', alertNames[u8(bytes, content + 1)] ?? u8(bytes, content + 1), content + 1, 1);
    } else if (content < end) {
      tree.field('Content', `${length} bytes`, content, length);
    }
    tree.close();
    next = content + length;
  }
  if (next < end) tree.field('Continuation data', `${end - next} bytes`, next, end - next);
}

function growHandshake(tree: Tree, bytes: Bytes, at: number, end: number): void {
  const type = u8(bytes, at);
  const offset = u24(bytes, at + 6);
  const body = at + dtlsHandshakeHeaderBytes;
  tree.open('Handshake', handshakeNames[type] ?? '', at, end - at);
  tree.field('Type', `${handshakeNames[type] ?? 'unknown'} (${type})`, at, 1);
  tree.field('Length', u24(bytes, at + 1), at + 1, 3);
  tree.field('Message sequence', u16(bytes, at + 4), at + 4, 2);
  tree.field('Fragment offset', offset, at + 6, 3);
  tree.field('Fragment length', u24(bytes, at + 9), at + 9, 3);
  if (offset === 0 && type === handshakeClientHello) growHello(tree, bytes, body, end, 'd');
  else if (offset === 0 && type === handshakeServerHello) {
    growHello(tree, bytes, body, end, 'datagram-server');
  } else if (offset === 0 && type === handshakeCertificate && body + 3 <= end) {
    growCertificates(tree, bytes, body + 3, end);
  } else if (body < end) tree.field('Body', `${end - body} bytes`, body, end - body);
  tree.close();
}
