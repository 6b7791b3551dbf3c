import { type Bytes, u8, u16 } from './bytes.ts';
import { safeText } from './text.ts';

/** Names in DNS messages: labels with compression pointers, which hostile messages point in circles. */

const maxPointerHops = 16;
const maxLabels = 128;
const pointerBits = 0xc0;

/** First byte after the name at `at`, or -1 when it is broken. Never follows pointers; allocates nothing. */
export function skipDnsName(bytes: Bytes, at: number, end: number): number {
  let next = at;
  for (let labels = 0; labels < maxLabels; labels += 1) {
    if (next >= end) return -1;
    const length = u8(bytes, next);
    if (length === 0) return next + 1;
    if ((length & pointerBits) === pointerBits) return next + 2 <= end ? next + 2 : -1;
    if ((length & pointerBits) !== 0) return -1;
    next += 1 + length;
  }
  return -1;
}

/** The name at `at` as safe text, '<Root>' for the empty one; broken parts are said to be so. */
export function dnsNameText(bytes: Bytes, messageStart: number, at: number, end: number): string {
  let text = '';
  let next = at;
  let hops = 0;
  for (let labels = 0; labels < maxLabels; labels += 1) {
    if (next >= end) return `${text}<cut short>`;
    const length = u8(bytes, next);
    if (length === 0) return text === '' ? '<Root>' : text;
    if ((length & pointerBits) === pointerBits) {
      if (next + 2 > end) return `${text}<cut short>`;
      hops += 1;
      if (hops > maxPointerHops) return `${text}<pointer loop>`;
      next = messageStart + (u16(bytes, next) & 0x3fff);
      continue;
    }
    if ((length & pointerBits) !== 0 || next + 1 + length > end) return `${text}<broken label>`;
    text += (text === '' ? '' : '.') + safeText(bytes, next + 1, next + 1 + length);
    next += 1 + length;
  }
  return `${text}<too many labels>`;
}
