import { u8, u16, u24 } from './bytes.ts';
import { dtlsHandshakeHeaderBytes, dtlsRecordHeaderBytes, isDtlsRecordHeader } from './dtls-record.ts';
import { ja4 } from './ja4.ts';
import { nameQuicInitial, type Packet } from './packet.ts';
import { quicJa4 } from './quic-crypto.ts';
import { handshakeClientHello, recordHandshake } from './tls-names.ts';
import { handshakeHeaderBytes, isRecordHeader, recordHeaderBytes } from './tls-record.ts';

/**
 * The JA4 fingerprint of the client in the packet just decoded; '' when it holds no Client Hello, or not a
 * whole one. Allocates: for those who ask, not for the hot path.
 */
export function readJa4(p: Packet): string {
  if (p.payloadStart < 0) return '';
  const { bytes, end } = p;
  const at = p.start + p.payloadStart;
  if (p.nameKind === nameQuicInitial) return quicJa4(bytes, at, end);
  if (at + dtlsRecordHeaderBytes > end || u8(bytes, at) !== recordHandshake) return '';
  if (p.carrier === 6 && isRecordHeader(bytes, at)) {
    const message = at + recordHeaderBytes;
    if (u8(bytes, message) !== handshakeClientHello) return '';
    const body = message + handshakeHeaderBytes;
    const stop = body + u24(bytes, message + 1);
    return stop > end || stop > message + u16(bytes, at + 3) ? '' : ja4(bytes, body, stop, 't');
  }
  const message = at + dtlsRecordHeaderBytes;
  const body = message + dtlsHandshakeHeaderBytes;
  if (p.carrier !== 17 || !isDtlsRecordHeader(bytes, at) || body > end) return '';
  const length = u24(bytes, message + 1);
  // A fragment is not whole.
  if (u8(bytes, message) !== handshakeClientHello || u24(bytes, message + 9) !== length) return '';
  return body + length > end ? '' : ja4(bytes, body, body + length, 'd');
}
