import { type Bytes, u8 } from './bytes.ts';
import { hex } from './text.ts';

/** Longer than any packet; keeps every position a small integer. */
const maxLength = 0x0fffffff;

/**
 * Reading ASN.1 basic encoding rules: one element at a time, bounded by the caller's `limit`, reusing one
 * object so that nothing is allocated.
 */
export class BerElement {
  /** Identifier octet; tags above 30 (several octets) are not used by the protocols read here. */
  tag = 0;
  start = 0;
  content = 0;
  /** End of the content that is within the limit. */
  end = 0;
  /** End of the content as the length says; beyond the limit in a message cut short. */
  wireEnd = 0;

  /** Reads the element at `at`; false when no whole identifier and length lies before `limit`. */
  read(bytes: Bytes, at: number, limit: number): boolean {
    if (at + 2 > limit) return false;
    this.tag = u8(bytes, at);
    this.start = at;
    if ((this.tag & 0x1f) === 0x1f) return false;
    const first = u8(bytes, at + 1);
    let content = at + 2;
    let length = first;
    if (first === 0x80) {
      // Indefinite length: the end is marked inside; here it is wherever the enclosing element ends.
      length = limit - content;
    } else if (first > 0x80) {
      const octets = first & 0x7f;
      if (octets > 4 || content + octets > limit) return false;
      length = 0;
      for (let index = 0; index < octets; index += 1) length = length * 256 + u8(bytes, content + index);
      content += octets;
    }
    if (length > maxLength) length = maxLength;
    this.content = content;
    this.wireEnd = content + length;
    this.end = Math.min(limit, this.wireEnd);
    return true;
  }

  get isWhole(): boolean {
    return this.end === this.wireEnd;
  }
}

export const berInteger = 0x02;
export const berOctetString = 0x04;
export const berNull = 0x05;
export const berObjectIdentifier = 0x06;
export const berSequence = 0x30;

const scratch = new BerElement();

/** Where the content of the element at `at` begins when its tag is `tag`; -1 otherwise. */
export function berEnter(bytes: Bytes, at: number, limit: number, tag: number): number {
  return scratch.read(bytes, at, limit) && scratch.tag === tag ? scratch.content : -1;
}

/** First byte after the element at `at`, at most `limit`; -1 when there is no element. */
export function berSkip(bytes: Bytes, at: number, limit: number): number {
  return scratch.read(bytes, at, limit) ? scratch.end : -1;
}

/**
 * The position of the child with `tag` among the elements in [at, limit), or -1. Looks at 64 at most:
 * what is searched here is near the front.
 */
export function berFind(bytes: Bytes, at: number, limit: number, tag: number): number {
  let next = at;
  for (let count = 0; count < 64 && next < limit; count += 1) {
    if (!scratch.read(bytes, next, limit)) return -1;
    if (scratch.tag === tag) return next;
    next = scratch.end;
  }
  return -1;
}

/** A signed integer of at most four octets, longer ones cut to their last four. */
export function berNumber(bytes: Bytes, content: number, end: number): number {
  if (content >= end) return 0;
  let value = u8(bytes, content) >= 0x80 ? -1 : 0;
  for (let at = content; at < end; at += 1) value = (value << 8) | u8(bytes, at);
  return value;
}

/** '1.3.6.1.2.1.1.1.0'. */
export function berObjectIdentifierText(bytes: Bytes, content: number, end: number): string {
  const parts: string[] = [];
  let value = 0n;
  for (let at = content; at < end && parts.length < 128; at += 1) {
    const octet = u8(bytes, at);
    value = (value << 7n) | BigInt(octet & 0x7f);
    if (octet >= 0x80) continue;
    if (parts.length === 0) {
      const first = value < 80n ? value / 40n : 2n;
      parts.push(String(first), String(value - first * 40n));
    } else parts.push(String(value));
    value = 0n;
  }
  return parts.join('.');
}

/** An integer of any size; allocates. */
export function berIntegerText(bytes: Bytes, content: number, end: number, signed = true): string {
  if (content >= end) return '0';
  if (end - content > 9) return `0x${hex(bytes, content, end)}`;
  let value = signed && u8(bytes, content) >= 0x80 ? -1n : 0n;
  for (let at = content; at < end; at += 1) value = (value << 8n) | BigInt(u8(bytes, at));
  return String(value);
}
