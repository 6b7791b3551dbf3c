import type { Bytes } from './bytes.ts';
import { maxTextBytes, safeString } from './text.ts';

const decoder = new TextDecoder('utf-16le', { ignoreBOM: true });

/** UTF-16, least significant byte first, as safe text; Windows writes file and user names so. Allocates. */
export function safeUtf16(bytes: Bytes, start: number, end: number): string {
  const stop = Math.min(end, start + 2 * maxTextBytes);
  const even = start + ((stop - start) & ~1);
  return even <= start ? '' : safeString(decoder.decode(bytes.subarray(start, even)));
}
