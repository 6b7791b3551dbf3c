import { createHash } from 'node:crypto';
import { type Bytes, u8, u16 } from './bytes.ts';
import { clientCiphersAt, clientExtensionsAt, findExtension } from './tls-hello.ts';
import {
  extensionAlpn,
  extensionServerName,
  extensionSignatures,
  extensionVersions,
  isGrease,
} from './tls-names.ts';

/** How the Client Hello travelled. */
export type Ja4Transport = 't' | 'q' | 'd';

const noHash = '000000000000';
const maxCount = 99;

// biome-ignore format: a table
const versionCodes: Readonly<Record<number, string>> = {
  772: '13', 771: '12', 770: '11', 769: '10', 768: 's3', 2: 's2',
  65279: 'd1', 65277: 'd2', 65276: 'd3',
};

/**
 * The JA4 fingerprint (FoxIO) of a Client Hello whose body is [body, end), as long as its handshake header
 * says: 't13d1516h2_8daaf6152771_e5627efa2ab1'. Empty when its parts do not fit. Allocates: on demand only.
 */
export function ja4(bytes: Bytes, body: number, end: number, transport: Ja4Transport): string {
  const isDatagram = transport === 'd';
  const ciphersAt = clientCiphersAt(bytes, body, end, isDatagram);
  if (ciphersAt < 0 || ciphersAt + 2 + u16(bytes, ciphersAt) > end) return '';
  const extensionsAt = clientExtensionsAt(bytes, body, end, isDatagram);
  if (extensionsAt >= 0 && extensionsAt + 2 + u16(bytes, extensionsAt) > end) return '';
  // Without extensions the compression methods are the last thing there is.
  if (extensionsAt < 0) {
    const methodsAt = ciphersAt + 2 + u16(bytes, ciphersAt);
    if (methodsAt >= end || methodsAt + 1 + u8(bytes, methodsAt) !== end) return '';
  }

  const ciphers = codePoints(bytes, ciphersAt + 2, ciphersAt + 2 + u16(bytes, ciphersAt));
  const extensions = extensionsAt < 0 ? [] : extensionTypes(bytes, extensionsAt);
  const signaturesAt = findExtension(bytes, extensionsAt, end, extensionSignatures);
  const signatures =
    signaturesAt < 0 || signaturesAt + 2 > end
      ? []
      : codePoints(bytes, signaturesAt + 2, Math.min(end, signaturesAt + u16(bytes, signaturesAt - 2)));
  const target = extensions.includes(extensionServerName) ? 'd' : 'i';
  const hashed = extensions.filter(type => type !== extensionServerName && type !== extensionAlpn);
  const extensionList = sortedHex(hashed);
  const secondHash =
    hashed.length === 0
      ? noHash
      : hash(signatures.length === 0 ? extensionList : `${extensionList}_${signatures.map(hex4).join(',')}`);
  return (
    transport +
    versionCode(bytes, body, extensionsAt, end) +
    target +
    twoDigits(ciphers.length) +
    twoDigits(extensions.length) +
    alpnCode(bytes, extensionsAt, end) +
    `_${ciphers.length === 0 ? noHash : hash(sortedHex(ciphers))}_${secondHash}`
  );
}

/** 16-bit values of [at, end) without GREASE. */
function codePoints(bytes: Bytes, at: number, end: number): number[] {
  const values: number[] = [];
  for (let next = at; next + 2 <= end; next += 2) {
    const value = u16(bytes, next);
    if (!isGrease(value)) values.push(value);
  }
  return values;
}

function extensionTypes(bytes: Bytes, extensionsAt: number): number[] {
  const stop = extensionsAt + 2 + u16(bytes, extensionsAt);
  const types: number[] = [];
  for (let at = extensionsAt + 2; at + 4 <= stop; at += 4 + u16(bytes, at + 2)) {
    if (!isGrease(u16(bytes, at))) types.push(u16(bytes, at));
  }
  return types;
}

/** The highest version offered. */
function versionCode(bytes: Bytes, body: number, extensionsAt: number, end: number): string {
  let best = u16(bytes, body);
  const versionsAt = findExtension(bytes, extensionsAt, end, extensionVersions);
  if (versionsAt >= 0 && versionsAt < end) {
    const stop = Math.min(end, versionsAt + 1 + u8(bytes, versionsAt));
    const offered = codePoints(bytes, versionsAt + 1, stop);
    // DTLS counts its versions downwards.
    const isDatagram = best >> 8 === 0xfe;
    if (offered.length > 0) best = isDatagram ? Math.min(...offered) : Math.max(...offered);
  }
  return versionCodes[best] ?? '00';
}

/** First and last character of the first protocol offered; of its hex where they are not letters or digits. */
function alpnCode(bytes: Bytes, extensionsAt: number, end: number): string {
  const at = findExtension(bytes, extensionsAt, end, extensionAlpn);
  if (at < 0 || at + 3 > end || u16(bytes, at - 2) < 3) return '00';
  const length = u8(bytes, at + 2);
  if (length === 0 || at + 3 + length > end) return '00';
  const first = u8(bytes, at + 3);
  const last = u8(bytes, at + 2 + length);
  if (isAlphanumeric(first) && isAlphanumeric(last)) return String.fromCharCode(first, last);
  return (first >> 4).toString(16) + (last & 15).toString(16);
}

function isAlphanumeric(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
}

function hex4(value: number): string {
  return value.toString(16).padStart(4, '0');
}

function sortedHex(values: readonly number[]): string {
  return values.map(hex4).sort().join(',');
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, noHash.length);
}

function twoDigits(count: number): string {
  return String(Math.min(maxCount, count)).padStart(2, '0');
}
