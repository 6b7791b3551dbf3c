import { type Bytes, u8, u16, u24 } from './bytes.ts';
import {
  dtlsHandshakeHeaderBytes,
  dtlsRecordHeaderBytes,
  isDtlsRecordHeader,
  isPlainDtlsHandshake,
} from './dtls-record.ts';
import { growDtlsRecords } from './dtls-tree.ts';
import { nameTlsServer, type Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { safeText } from './text.ts';
import { findExtension, serverExtensionsAt, serverNameAt } from './tls-hello.ts';
import {
  extensionVersions,
  handshakeClientHello,
  handshakeNames,
  handshakeServerHello,
  recordAlert,
  recordApplicationData,
  recordChangeCipherSpec,
  recordHandshake,
  recordHeartbeat,
} from './tls-names.ts';
import { alertText } from './tls-record.ts';

const dtls10Id = protocolId('DTLSv1.0', 'dtls');
const dtls12Id = protocolId('DTLSv1.2', 'dtls');
const dtls13Id = protocolId('DTLSv1.3', 'dtls');
const oldOpensslId = protocolId('DTLS 1.0 (OpenSSL pre 0.9.8f)', 'dtls');
const maxRecords = 64;
/** CAPWAP puts four bytes before DTLS: version 0, type 1, reserved. */
const capwapPreambleBytes = 4;

export const dtls: Protocol = {
  name: 'DTLS',
  application: decodeDtls,
  guess: { over: 'udp', firstBytes: [1, 20, 21, 22, 23, 24, 25], accepts: guessDtls },
};

function firstRecordAt(bytes: Bytes, at: number, end: number): number {
  if (at + capwapPreambleBytes <= end && u8(bytes, at) === 1 && u24(bytes, at + 1) === 0) {
    return at + capwapPreambleBytes;
  }
  return at;
}

function guessDtls(p: Packet, at: number, end: number): boolean {
  const first = firstRecordAt(p.bytes, at, end);
  if (first + dtlsRecordHeaderBytes > end || !isDtlsRecordHeader(p.bytes, first)) return false;
  const next = first + dtlsRecordHeaderBytes + u16(p.bytes, first + 11);
  // A datagram holds whole records (bytes the capture cut off count as there).
  if (next + 3 <= end) return u8(p.bytes, next) >= 20 && u8(p.bytes, next) <= 63;
  return next <= p.wireEnd || p.fragment !== 0;
}

function decodeDtls(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  const first = firstRecordAt(bytes, at, end);
  if (first + dtlsRecordHeaderBytes > end || !isDtlsRecordHeader(bytes, first)) return false;
  const version = u16(bytes, first + 1);
  p.protocol =
    version === 0xfefd
      ? dtls12Id
      : version === 0xfeff
        ? dtls10Id
        : version === 0x0100
          ? oldOpensslId
          : dtls13Id;
  let next = first;
  for (let count = 0; count < maxRecords && next + dtlsRecordHeaderBytes <= end; count += 1) {
    if (!isDtlsRecordHeader(bytes, next)) break;
    if (u8(bytes, next) === recordHandshake) readHello(p, next, end);
    next += dtlsRecordHeaderBytes + u16(bytes, next + 11);
  }
  if (p.wantsInfo) p.info = summarize(p, first, end);
  if (p.tree) growDtlsRecords(p.tree, bytes, first, end);
  return true;
}

/** The columns a Hello gives: the server's name, and the version really spoken. */
function readHello(p: Packet, record: number, end: number): void {
  const { bytes } = p;
  if (!isPlainDtlsHandshake(bytes, record, end)) return;
  const content = record + dtlsRecordHeaderBytes;
  const body = content + dtlsHandshakeHeaderBytes;
  if (u24(bytes, content + 6) !== 0) return;
  if (u8(bytes, content) === handshakeClientHello) {
    const name = serverNameAt(bytes, body, end, true);
    if (name >= 0) p.name(nameTlsServer, name, u16(bytes, name - 2));
  } else if (u8(bytes, content) === handshakeServerHello && body + 2 <= end) {
    const versions = findExtension(bytes, serverExtensionsAt(bytes, body, end), end, extensionVersions);
    if (versions >= 0 && versions + 2 <= end && u16(bytes, versions) === 0xfefc) p.protocol = dtls13Id;
    else if (u16(bytes, body) === 0xfefd) p.protocol = dtls12Id;
  }
}

function summarize(p: Packet, at: number, end: number): string {
  const { bytes } = p;
  let text = '';
  let next = at;
  for (let count = 0; next + dtlsRecordHeaderBytes <= end && isDtlsRecordHeader(bytes, next); count += 1) {
    if (count === maxRecords) return `${text}…`;
    if (count > 0) text += ', ';
    const content = next + dtlsRecordHeaderBytes;
    const recordEnd = content + u16(bytes, next + 11);
    const isPlain = u16(bytes, next + 3) === 0;
    const type = u8(bytes, next);
    if (type === recordChangeCipherSpec) text += 'Change Cipher Spec';
    else if (type === recordAlert) {
      text +=
        isPlain && recordEnd - content === 2 && recordEnd <= end
          ? `Alert (${alertText(bytes, content)})`
          : 'Encrypted Alert';
    } else if (type === recordHandshake) text += handshakeText(bytes, next, end);
    else if (type === recordApplicationData) text += 'Application Data';
    else text += type === recordHeartbeat ? 'Heartbeat' : 'Connection ID';
    next = recordEnd;
  }
  return next < end ? `${text}, Continuation Data` : text;
}

function handshakeText(bytes: Bytes, record: number, end: number): string {
  if (!isPlainDtlsHandshake(bytes, record, end)) return 'Encrypted Handshake Message';
  const content = record + dtlsRecordHeaderBytes;
  const type = u8(bytes, content);
  let text = handshakeNames[type] ?? 'Handshake';
  if (u24(bytes, content + 9) < u24(bytes, content + 1)) text += ' (Fragment)';
  if (type === handshakeClientHello && u24(bytes, content + 6) === 0) {
    const name = serverNameAt(bytes, content + dtlsHandshakeHeaderBytes, end, true);
    if (name >= 0) text += ` (SNI=${safeText(bytes, name, name + u16(bytes, name - 2))})`;
  }
  return text;
}
