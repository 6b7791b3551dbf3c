import { type Bytes, u8, u16, u24 } from './bytes.ts';
import { safeText } from './text.ts';
import type { Tree } from './tree.ts';

/** Just enough X.509 to say whose certificate it is. Positions in, positions out; -1 where it does not fit. */

const tagSequence = 0x30;
const tagVersion = 0xa0;
const maxCertificates = 10;
/** DER of the object identifier 2.5.4.3, common name, with its tag and length. */
const commonName = [0x06, 0x03, 0x55, 0x04, 0x03] as const;

/** Position of an element's content, or -1 when its length does not fit into three bytes. */
function contentAt(bytes: Bytes, at: number, end: number): number {
  if (at + 2 > end) return -1;
  const first = u8(bytes, at + 1);
  if (first < 0x80) return at + 2;
  const size = first & 0x7f;
  return size >= 1 && size <= 3 && at + 2 + size <= end ? at + 2 + size : -1;
}

function contentLength(bytes: Bytes, at: number): number {
  const first = u8(bytes, at + 1);
  if (first < 0x80) return first;
  return first === 0x81 ? u8(bytes, at + 2) : first === 0x82 ? u16(bytes, at + 2) : u24(bytes, at + 2);
}

function skipElement(bytes: Bytes, at: number, end: number): number {
  if (at < 0) return -1;
  const content = contentAt(bytes, at, end);
  return content < 0 ? -1 : Math.min(end, content + contentLength(bytes, at));
}

function enterSequence(bytes: Bytes, at: number, end: number): number {
  return at >= 0 && at < end && u8(bytes, at) === tagSequence ? contentAt(bytes, at, end) : -1;
}

/** Position of the subject of the certificate at `at`. */
function subjectAt(bytes: Bytes, at: number, end: number): number {
  let next = enterSequence(bytes, enterSequence(bytes, at, end), end);
  if (next < 0 || next >= end) return -1;
  if (u8(bytes, next) === tagVersion) next = skipElement(bytes, next, end);
  // Serial number, signature algorithm, issuer, validity.
  for (let skipped = 0; skipped < 4; skipped += 1) next = skipElement(bytes, next, end);
  return next >= 0 && next < end && u8(bytes, next) === tagSequence ? next : -1;
}

/** The names in a list of certificates, each preceded by its length: a Certificate message of TLS 1.2 and before. */
export function growCertificates(tree: Tree, bytes: Bytes, at: number, end: number): void {
  let next = at;
  for (let count = 0; count < maxCertificates && next + 3 <= end; count += 1) {
    const length = u24(bytes, next);
    const stop = Math.min(end, next + 3 + length);
    const subject = subjectAt(bytes, next + 3, stop);
    const name = subject < 0 ? -1 : commonNameAt(bytes, subject, skipElement(bytes, subject, stop));
    if (name < 0) tree.field('Certificate', `${length} bytes`, next, 3 + length);
    else {
      const nameEnd = Math.min(stop, name + contentLength(bytes, name - 2));
      tree.open('Certificate', `${length} bytes`, next, 3 + length);
      tree.field('Subject common name', safeText(bytes, name, nameEnd), name, nameEnd - name);
      tree.close();
    }
    next += 3 + length;
  }
}

/** Position of the text of the common name in [at, end); common names are shorter than 128 bytes. */
function commonNameAt(bytes: Bytes, at: number, end: number): number {
  for (let next = at; next + commonName.length + 2 <= end; next += 1) {
    if (commonName.every((byte, index) => bytes[next + index] === byte)) {
      const value = next + commonName.length;
      return u8(bytes, value + 1) < 0x80 ? value + 2 : -1;
    }
  }
  return -1;
}
