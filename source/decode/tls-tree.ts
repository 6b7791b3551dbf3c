import { u8, u16, u24 } from './bytes.ts';
import type { Packet } from './packet.ts';
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
  recordChangeCipherSpec,
  recordHandshake,
  recordNames,
  versionNames,
} from './tls-names.ts';
import { handshakeHeaderBytes, isHandshake, isRecordHeader, recordHeaderBytes } from './tls-record.ts';
import type { Tree } from './tree.ts';

/** The field tree of the TLS records in [at, end). */
export function growTlsRecords(p: Packet, tree: Tree, at: number, end: number): void {
  const { bytes } = p;
  tree.layer('Transport Layer Security', at, end);
  let encrypted = false;
  let next = at;
  while (next + recordHeaderBytes <= end && isRecordHeader(bytes, next)) {
    const type = u8(bytes, next);
    const length = u16(bytes, next + 3);
    const content = next + recordHeaderBytes;
    tree.open('Record', recordNames[type] ?? '', next, recordHeaderBytes + length);
    tree.field('Content type', `${recordNames[type] ?? 'unknown'} (${type})`, next, 1);
    tree.field('Version', versionNames[u16(bytes, next + 1)] ?? '', next + 1, 2);
    tree.field('Length', length, next + 3, 2);
    if (type === recordChangeCipherSpec) encrypted = true;
    if (type === recordAlert && length === 2 && content + 2 <= end) {
      tree.field('Level', alertLevels[u8(bytes, content)] ?? u8(bytes, content), content, 1);
      tree.field('Description', alertNames[u8(bytes, content + 1)] ?? u8(bytes, content + 1), content + 1, 1);
    } else if (type === recordHandshake && !encrypted) {
      growHandshakes(p, tree, content, content + length, end);
    } else if (content < end) {
      tree.field('Content', `${length} bytes`, content, length);
    }
    tree.close();
    next = content + length;
  }
  if (next < end) tree.field('Ignored unknown record', `${end - next} bytes`, next, end - next);
}

function growHandshakes(p: Packet, tree: Tree, at: number, recordEnd: number, end: number): void {
  const { bytes } = p;
  let next = at;
  while (next < recordEnd && next + handshakeHeaderBytes <= end) {
    if (!isHandshake(bytes, next, recordEnd)) {
      tree.field('Encrypted handshake message', `${recordEnd - next} bytes`, next, recordEnd - next);
      return;
    }
    const type = u8(bytes, next);
    const length = u24(bytes, next + 1);
    const body = next + handshakeHeaderBytes;
    tree.open('Handshake', handshakeNames[type] ?? '', next, handshakeHeaderBytes + length);
    tree.field('Type', `${handshakeNames[type] ?? 'unknown'} (${type})`, next, 1);
    tree.field('Length', length, next + 1, 3);
    const bodyEnd = Math.min(end, body + length);
    if (type === handshakeClientHello || type === handshakeServerHello) {
      growHello(tree, bytes, body, bodyEnd, type === handshakeClientHello ? 't' : 'server');
    } else if (type === handshakeCertificate && body + 3 <= bodyEnd) {
      growCertificates(tree, bytes, body + 3, bodyEnd);
    } else if (body < bodyEnd) {
      tree.field('Body', `${length} bytes`, body, length);
    }
    tree.close();
    next = body + length;
  }
}
