import { u8, u16 } from './bytes.ts';
import { nameTlsServer, type Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { safeText } from './text.ts';
import { findExtension, serverExtensionsAt, serverNameAt } from './tls-hello.ts';
import {
  extensionVersions,
  handshakeClientHello,
  handshakeServerHello,
  recordAlert,
  recordApplicationData,
  recordChangeCipherSpec,
  recordHandshake,
} from './tls-names.ts';
import {
  alertText,
  handshakeHeaderBytes,
  handshakeText,
  isConvincingRecord,
  isRecordHeader,
  recordHeaderBytes,
} from './tls-record.ts';
import { growTlsRecords } from './tls-tree.ts';

/** By the minor version: 0x0300 … 0x0304. */
const versionIds: readonly number[] = [
  protocolId('SSLv3', 'tls'),
  protocolId('TLSv1', 'tls'),
  protocolId('TLSv1.1', 'tls'),
  protocolId('TLSv1.2', 'tls'),
  protocolId('TLSv1.3', 'tls'),
];
const tls13Id = protocolId('TLSv1.3', 'tls');
const sslId = protocolId('SSL', 'tls');
/** Segments carry at most a few records; hostile ones carry thousands of empty ones. */
const maxRecords = 64;

export const tls: Protocol = {
  name: 'TLS',
  tcpPorts: [443, 465, 563, 614, 636, 853, 989, 990, 991, 992, 993, 994, 995, 5061, 6514, 6697, 8443, 8883],
  application: decodeTls,
  guess: { over: 'both', firstBytes: [20, 21, 22, 23, 24], accepts: guessTls },
};

function guessTls(p: Packet, at: number, end: number): boolean {
  return isConvincingRecord(p.bytes, at, end);
}

function decodeTls(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + recordHeaderBytes > end || !isRecordHeader(bytes, at)) return false;
  p.protocol = versionIds[u8(bytes, at + 2)] ?? sslId;
  let next = at;
  for (
    let count = 0;
    count < maxRecords && next + recordHeaderBytes + handshakeHeaderBytes <= end;
    count += 1
  ) {
    if (!isRecordHeader(bytes, next)) break;
    if (u8(bytes, next) === recordHandshake) readHello(p, next + recordHeaderBytes, end);
    next += recordHeaderBytes + u16(bytes, next + 3);
  }
  if (p.wantsInfo) p.info = summarize(p, at, end);
  if (p.tree) growTlsRecords(p, p.tree, at, end);
  return true;
}

/** The columns a Hello gives: the server's name, and the version really spoken. */
function readHello(p: Packet, at: number, end: number): void {
  const { bytes } = p;
  const type = u8(bytes, at);
  const body = at + handshakeHeaderBytes;
  if (type === handshakeClientHello) {
    const name = serverNameAt(bytes, body, end, false);
    if (name >= 0) p.name(nameTlsServer, name, u16(bytes, name - 2));
  } else if (type === handshakeServerHello && body + 2 <= end && u8(bytes, body) === 3) {
    const versions = findExtension(bytes, serverExtensionsAt(bytes, body, end), end, extensionVersions);
    if (versions >= 0) p.protocol = tls13Id;
    else p.protocol = versionIds[u8(bytes, body + 1)] ?? p.protocol;
  }
}

function summarize(p: Packet, at: number, end: number): string {
  const { bytes } = p;
  let text = '';
  let encrypted = false;
  let next = at;
  for (let count = 0; next < end; count += 1) {
    if (count > 0) text += ', ';
    if (count === maxRecords) return `${text}…`;
    if (next + recordHeaderBytes > end) return `${text}record continued`;
    if (!isRecordHeader(bytes, next)) return `${text}Ignored Unknown Record`;
    const content = next + recordHeaderBytes;
    const recordEnd = content + u16(bytes, next + 3);
    switch (u8(bytes, next)) {
      case recordChangeCipherSpec:
        text += 'Change Cipher Spec';
        encrypted = true;
        break;
      case recordAlert:
        if (recordEnd - content === 2 && recordEnd <= end) text += `Alert (${alertText(bytes, content)})`;
        else text += 'Encrypted Alert';
        break;
      case recordHandshake:
        text += encrypted ? 'Encrypted Handshake Message' : handshakeText(bytes, content, recordEnd, end);
        text += serverNameText(p, content, end);
        break;
      case recordApplicationData:
        text += 'Application Data';
        break;
      default:
        text += 'Heartbeat';
    }
    next = recordEnd;
  }
  return text;
}

function serverNameText(p: Packet, handshake: number, end: number): string {
  if (handshake + handshakeHeaderBytes > end || u8(p.bytes, handshake) !== handshakeClientHello) return '';
  const name = serverNameAt(p.bytes, handshake + handshakeHeaderBytes, end, false);
  return name < 0 ? '' : ` (SNI=${safeText(p.bytes, name, name + u16(p.bytes, name - 2))})`;
}
