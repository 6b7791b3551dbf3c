import { type Bytes, u8, u16 } from './bytes.ts';
import { extensionServerName } from './tls-names.ts';

/**
 * Finding things in a Client or Server Hello without building anything: positions in, positions out, -1
 * for "not there". `body` is the first byte after the handshake header, `end` bounds every read. Used for
 * TLS over TCP, for DTLS (whose Client Hello also has a cookie) and for the Hello decrypted from QUIC.
 */

/** Version (2) and random (32). */
const fixedBytes = 34;
/** A hello with more extensions than this is not read to its end. */
const maxExtensions = 200;

/** Position of the cipher suite list's length in a Client Hello. */
export function clientCiphersAt(bytes: Bytes, body: number, end: number, hasCookie: boolean): number {
  let at = body + fixedBytes;
  if (at + 1 > end) return -1;
  at += 1 + u8(bytes, at);
  if (hasCookie) {
    if (at + 1 > end) return -1;
    at += 1 + u8(bytes, at);
  }
  return at + 2 > end ? -1 : at;
}

/** Position of the extension block's length in a Client Hello. */
export function clientExtensionsAt(bytes: Bytes, body: number, end: number, hasCookie: boolean): number {
  let at = clientCiphersAt(bytes, body, end, hasCookie);
  if (at < 0) return -1;
  at += 2 + u16(bytes, at);
  if (at + 1 > end) return -1;
  at += 1 + u8(bytes, at);
  return at + 2 > end ? -1 : at;
}

/** Position of the extension block's length in a Server Hello. */
export function serverExtensionsAt(bytes: Bytes, body: number, end: number): number {
  let at = body + fixedBytes;
  if (at + 1 > end) return -1;
  // Session id, cipher suite, compression method.
  at += 1 + u8(bytes, at) + 3;
  return at + 2 > end ? -1 : at;
}

/** Position of the content of the first extension of this type; its length stands in the two bytes before. */
export function findExtension(bytes: Bytes, extensionsAt: number, end: number, type: number): number {
  if (extensionsAt < 0) return -1;
  const stop = Math.min(end, extensionsAt + 2 + u16(bytes, extensionsAt));
  let at = extensionsAt + 2;
  for (let count = 0; count < maxExtensions && at + 4 <= stop; count += 1) {
    if (u16(bytes, at) === type) return at + 4;
    at += 4 + u16(bytes, at + 2);
  }
  return -1;
}

/** Position of the host name in a Client Hello; its length stands in the two bytes before. */
export function serverNameAt(bytes: Bytes, body: number, end: number, hasCookie: boolean): number {
  const content = findExtension(
    bytes,
    clientExtensionsAt(bytes, body, end, hasCookie),
    end,
    extensionServerName,
  );
  // List length (2), name type (1, 0 for a host), name length (2), name.
  if (content < 0 || content + 5 > end || u16(bytes, content - 2) < 5) return -1;
  if (u8(bytes, content + 2) !== 0) return -1;
  return content + 5 + u16(bytes, content + 3) <= end ? content + 5 : -1;
}
