import { type Bytes, u8, u16, u24 } from './bytes.ts';
import {
  alertLevels,
  alertNames,
  handshakeCertificate,
  handshakeNames,
  recordAlert,
  recordApplicationData,
  recordChangeCipherSpec,
  recordHandshake,
  recordHeartbeat,
} from './tls-names.ts';

/** Judging TLS records and handshake messages by their content. */

export const recordHeaderBytes = 5;
export const handshakeHeaderBytes = 4;
/** 2¹⁴ plus what compression and encryption may add. */
const maxRecordBytes = 18_432;
/** Certificates and post-quantum keys fit; random bytes read as a length do not. */
const maxHandshakeBytes = 0x1ffff;
const encryptedAlertLimit = 128;
/** Hostile records hold thousands of empty messages; a summary names the first few. */
const maxMessages = 16;

/** A record header: known type, SSL 3.0 to TLS 1.3, possible length. Needs the five bytes to be there. */
export function isRecordHeader(bytes: Bytes, at: number): boolean {
  const type = u8(bytes, at);
  return (
    type >= recordChangeCipherSpec &&
    type <= recordHeartbeat &&
    u8(bytes, at + 1) === 3 &&
    u8(bytes, at + 2) <= 4 &&
    u16(bytes, at + 3) <= maxRecordBytes
  );
}

/** A record whose content and successor fit too: enough to be sure on any port. */
export function isConvincingRecord(bytes: Bytes, at: number, end: number): boolean {
  if (at + recordHeaderBytes > end || !isRecordHeader(bytes, at)) return false;
  const length = u16(bytes, at + 3);
  const content = at + recordHeaderBytes;
  const next = content + length;
  switch (u8(bytes, at)) {
    case recordChangeCipherSpec:
      if (length !== 1 || (content < end && u8(bytes, content) !== 1)) return false;
      break;
    case recordAlert:
      if (length < 2 || length > encryptedAlertLimit) return false;
      if (length === 2 && content + 2 <= end && !isAlert(bytes, content)) return false;
      break;
    case recordHandshake:
      if (length < 4) return false;
      if (next > end && content + 4 <= end && !isHandshake(bytes, content, next)) return false;
      break;
    case recordApplicationData:
      if (length === 0 && next >= end) return false;
      break;
    default:
      if (length < 3 || (content < end && next > end && u8(bytes, content) > 2)) return false;
  }
  if (next >= end) return true;
  if (u8(bytes, next) < recordChangeCipherSpec || u8(bytes, next) > recordHeartbeat) return false;
  return next + 1 >= end || u8(bytes, next + 1) === 3;
}

function isAlert(bytes: Bytes, at: number): boolean {
  return alertLevels[u8(bytes, at)] !== undefined && alertNames[u8(bytes, at + 1)] !== undefined;
}

/**
 * A handshake message in the clear; encrypted ones look random. `recordEnd` is where the record ends on
 * the wire: only messages with certificates or keys grow beyond it, into further records.
 */
export function isHandshake(bytes: Bytes, at: number, recordEnd: number): boolean {
  const type = u8(bytes, at);
  if (handshakeNames[type] === undefined) return false;
  const length = u24(bytes, at + 1);
  if (at + handshakeHeaderBytes + length <= recordEnd)
    return length > 0 || type === 0 || type === 14 || type === 5;
  return (type <= 2 || type === 4 || (type >= 8 && type <= 16) || type >= 22) && length <= maxHandshakeBytes;
}

/** 'Fatal, Description: Handshake Failure' for the two bytes of an alert in the clear. */
export function alertText(bytes: Bytes, at: number): string {
  const level = u8(bytes, at);
  const description = u8(bytes, at + 1);
  return `Level: ${alertLevels[level] ?? level}, Description: ${alertNames[description] ?? description}`;
}

/** The messages of one handshake record: 'Server Hello, Certificate'. */
export function handshakeText(bytes: Bytes, at: number, recordEnd: number, end: number): string {
  let text = '';
  let next = at;
  for (let count = 0; next < recordEnd && next + handshakeHeaderBytes <= end; count += 1) {
    if (count === maxMessages) return `${text}…`;
    if (!isHandshake(bytes, next, recordEnd)) {
      return text === '' ? 'Encrypted Handshake Message' : `${text}, Encrypted Handshake Message`;
    }
    const type = u8(bytes, next);
    if (text !== '') text += ', ';
    text += handshakeNames[type] ?? 'Handshake';
    next += handshakeHeaderBytes + u24(bytes, next + 1);
    if (next > recordEnd && type === handshakeCertificate) text += ' [fragment]';
  }
  return text === '' ? 'Handshake' : text;
}
