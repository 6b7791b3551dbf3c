import { type Bytes, u8, u16, u24 } from '../../decode/bytes.ts';
import { findExtension, serverExtensionsAt } from '../../decode/tls-hello.ts';

const recordHeaderBytes = 5;
const handshakeHeaderBytes = 4;
const handshakeRecord = 22;
const serverHello = 2;
const supportedVersions = 43;

/** Position of the body of a Server Hello that begins the payload [at, end); -1 where there is none. */
export function serverHelloAt(bytes: Bytes, at: number, end: number): number {
  const body = at + recordHeaderBytes + handshakeHeaderBytes;
  if (body + 35 > end || u8(bytes, at) !== handshakeRecord || u8(bytes, at + 1) !== 3) return -1;
  const message = at + recordHeaderBytes;
  return u8(bytes, message) === serverHello && u24(bytes, message + 1) >= 35 ? body : -1;
}

/** The version a Server Hello chose: 0x0300 SSL 3.0 … 0x0304 TLS 1.3. */
export function chosenVersion(bytes: Bytes, body: number, end: number): number {
  const legacy = u16(bytes, body);
  if (legacy !== 0x0303) return legacy;
  const stop = Math.min(end, body + u24(bytes, body - 3));
  const content = findExtension(bytes, serverExtensionsAt(bytes, body, stop), stop, supportedVersions);
  return content >= 0 && content + 2 <= stop ? u16(bytes, content) : legacy;
}
