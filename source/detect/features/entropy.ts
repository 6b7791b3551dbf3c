import type { Bytes } from '../../decode/bytes.ts';

const longest = 64;
const counts = new Uint8Array(256);

/** Bits a byte of the first 64 between `from` and `to`: 0 … 6. */
export function entropyOf(bytes: Bytes, from: number, to: number): number {
  const end = Math.min(to, from + longest);
  const length = end - from;
  if (length <= 0) return 0;
  for (let at = from; at < end; at += 1) {
    const byte = bytes[at] as number;
    counts[byte] = (counts[byte] as number) + 1;
  }
  let bits = 0;
  for (let at = from; at < end; at += 1) {
    const byte = bytes[at] as number;
    const count = counts[byte] as number;
    if (count === 0) continue;
    counts[byte] = 0;
    bits -= (count / length) * Math.log2(count / length);
  }
  return bits;
}
