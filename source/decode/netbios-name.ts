import { type Bytes, u8 } from './bytes.ts';
import { safeText } from './text.ts';

/** NetBIOS names: 15 letters padded with spaces and a byte for the kind of service. */

const encodedBytes = 32;

// biome-ignore format: a table
const services: Readonly<Record<number, string>> = {
  0: 'workstation', 3: 'messenger', 27: 'domain master browser', 28: 'domain controllers',
  29: 'local master browser', 30: 'browser elections', 32: 'server',
};

/** The name in its first-level encoding, two letters for each byte, after a length byte of 32: 'HOST<20>'. */
export function netbiosNameText(bytes: Bytes, at: number, end: number): string {
  if (at + 1 + encodedBytes > end || u8(bytes, at) !== encodedBytes) return '<broken name>';
  const plain = new Uint8Array(16);
  for (let index = 0; index < 16; index += 1) {
    const high = u8(bytes, at + 1 + index * 2) - 0x41;
    const low = u8(bytes, at + 2 + index * 2) - 0x41;
    if (high < 0 || high > 15 || low < 0 || low > 15) return '<broken name>';
    plain[index] = (high << 4) | low;
  }
  return plainNetbiosName(plain, 0);
}

/** The 16 bytes at `at` as 'HOST<20>'. */
export function plainNetbiosName(bytes: Bytes, at: number): string {
  let stop = at + 15;
  while (stop > at && (u8(bytes, stop - 1) === 0x20 || u8(bytes, stop - 1) === 0)) stop -= 1;
  return `${safeText(bytes, at, stop)}<${u8(bytes, at + 15)
    .toString(16)
    .padStart(2, '0')}>`;
}

/** ' (server)', or '' for a kind nobody named. */
export function netbiosServiceText(name: string): string {
  const kind = services[Number.parseInt(name.slice(-3, -1), 16)];
  return kind === undefined ? '' : ` (${kind})`;
}
