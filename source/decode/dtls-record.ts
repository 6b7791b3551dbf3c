import { type Bytes, u8, u16, u24 } from './bytes.ts';
import { handshakeNames, recordChangeCipherSpec } from './tls-names.ts';

/** Judging DTLS records by their content. */

export const dtlsRecordHeaderBytes = 13;
export const dtlsHandshakeHeaderBytes = 12;
/** DTLS 1.2 records that carry a connection id (RFC 9146). */
const recordConnectionId = 25;
const maxRecordBytes = 18_432;

export function isDtlsRecordHeader(bytes: Bytes, at: number): boolean {
  const type = u8(bytes, at);
  const version = u16(bytes, at + 1);
  const length = u16(bytes, at + 11);
  return (
    type >= recordChangeCipherSpec &&
    type <= recordConnectionId &&
    (version === 0xfeff || version === 0xfefd || version === 0xfefc || version === 0x0100) &&
    length > 0 &&
    length <= maxRecordBytes
  );
}

/** Epoch 0: not encrypted yet. */
export function isPlainDtlsHandshake(bytes: Bytes, at: number, end: number): boolean {
  const content = at + dtlsRecordHeaderBytes;
  return (
    u16(bytes, at + 3) === 0 &&
    content + dtlsHandshakeHeaderBytes <= end &&
    handshakeNames[u8(bytes, content)] !== undefined &&
    u24(bytes, content + 6) + u24(bytes, content + 9) <= u24(bytes, content + 1)
  );
}
