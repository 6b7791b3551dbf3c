import { type Bytes, u8, u16, u24 } from '../../decode/bytes.ts';
import { safeText } from '../../decode/text.ts';

const tagSequence = 0x30;
const tagVersion = 0xa0;
const tagUtcTime = 0x17;
const tagGeneralizedTime = 0x18;
const longestName = 64;
/** DER of the object identifier 2.5.4.3, common name, with its tag and length. */
const commonName = [0x06, 0x03, 0x55, 0x04, 0x03] as const;

/** What matters of a certificate. Times are seconds since 1970, NaN where they could not be read. */
export type CertificateFacts = {
  /** Issuer and subject are the same. */
  readonly isSelfIssued: boolean;
  readonly notBefore: number;
  readonly notAfter: number;
  /** The subject's common name, '' without; safe for a terminal. */
  readonly subject: string;
};

/** Where a DER element stands: all inside the bytes that are there. */
type Element = { readonly tag: number; readonly at: number; readonly content: number; readonly end: number };

function element(bytes: Bytes, at: number, end: number): Element | undefined {
  if (at < 0 || at + 2 > end) return undefined;
  const first = u8(bytes, at + 1);
  if (first < 0x80) return within(u8(bytes, at), at, at + 2, first, end);
  const size = first & 0x7f;
  if (size < 1 || size > 3 || at + 2 + size > end) return undefined;
  const length = size === 1 ? u8(bytes, at + 2) : size === 2 ? u16(bytes, at + 2) : u24(bytes, at + 2);
  return within(u8(bytes, at), at, at + 2 + size, length, end);
}

function within(tag: number, at: number, content: number, length: number, end: number): Element | undefined {
  return content + length <= end ? { tag, at, content, end: content + length } : undefined;
}

/**
 * Reads the certificate (DER) that begins at `at`, of which [at, end) is there: the end may be missing, what matters stands in
 * the beginning. Undefined where it does not hold what it should.
 */
export function readCertificate(bytes: Bytes, at: number, end: number): CertificateFacts | undefined {
  // The two outer sequences may reach beyond what is there.
  const outer = contentOfSequence(bytes, at, end);
  const body = contentOfSequence(bytes, outer, end);
  if (body < 0) return undefined;
  let next = element(bytes, body, end);
  if (next?.tag === tagVersion) next = element(bytes, next.end, end);
  const algorithm = next && element(bytes, next.end, end);
  const issuer = algorithm && element(bytes, algorithm.end, end);
  const validity = issuer && element(bytes, issuer.end, end);
  const subject = validity && element(bytes, validity.end, end);
  if (issuer?.tag !== tagSequence || validity?.tag !== tagSequence || subject?.tag !== tagSequence) {
    return undefined;
  }
  const begin = element(bytes, validity.content, validity.end);
  const over = begin && element(bytes, begin.end, validity.end);
  return {
    isSelfIssued: subject.end > subject.content && isSame(bytes, issuer, subject),
    notBefore: timeOf(bytes, begin),
    notAfter: timeOf(bytes, over),
    subject: commonNameOf(bytes, subject),
  };
}

function contentOfSequence(bytes: Bytes, at: number, end: number): number {
  if (at < 0 || at + 2 > end || u8(bytes, at) !== tagSequence) return -1;
  const first = u8(bytes, at + 1);
  if (first < 0x80) return at + 2;
  const size = first & 0x7f;
  return size >= 1 && size <= 3 && at + 2 + size <= end ? at + 2 + size : -1;
}

function isSame(bytes: Bytes, one: Element, other: Element): boolean {
  if (one.end - one.content !== other.end - other.content) return false;
  for (let index = 0; index < one.end - one.content; index += 1) {
    if (bytes[one.content + index] !== bytes[other.content + index]) return false;
  }
  return true;
}

function commonNameOf(bytes: Bytes, name: Element): string {
  for (let at = name.content; at + commonName.length + 2 <= name.end; at += 1) {
    if (!commonName.every((byte, index) => bytes[at + index] === byte)) continue;
    const value = element(bytes, at + commonName.length, name.end);
    return value ? safeText(bytes, value.content, Math.min(value.end, value.content + longestName)) : '';
  }
  return '';
}

/** YYMMDDHHMMSSZ or YYYYMMDDHHMMSSZ, as certificates must have them. */
function timeOf(bytes: Bytes, time: Element | undefined): number {
  if (!time || (time.tag !== tagUtcTime && time.tag !== tagGeneralizedTime)) return Number.NaN;
  const yearDigits = time.tag === tagUtcTime ? 2 : 4;
  if (time.end - time.content < yearDigits + 10) return Number.NaN;
  const short = digits(bytes, time.content, yearDigits);
  const year = yearDigits === 4 ? short : short + (short < 50 ? 2000 : 1900);
  const at = time.content + yearDigits;
  const month = digits(bytes, at, 2);
  const day = digits(bytes, at + 2, 2);
  const hour = digits(bytes, at + 4, 2);
  const minute = digits(bytes, at + 6, 2);
  const second = digits(bytes, at + 8, 2);
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= 31)) return Number.NaN;
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
}

function digits(bytes: Bytes, at: number, count: number): number {
  let value = 0;
  for (let index = 0; index < count; index += 1) {
    const digit = u8(bytes, at + index) - 0x30;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}
