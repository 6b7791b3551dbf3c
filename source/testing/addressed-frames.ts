import { isIPv6 } from 'node:net';
import { parseAddress } from '../flows/address-words.ts';
import { ipv6Frame, tcpFrame } from './frames.ts';

function words(address: string): Uint8Array {
  const [kind, ...parts] = parseAddress(address) ?? [4, 0, 0, 0, 0];
  const bytes = new Uint8Array(16);
  parts.forEach((word, index) => {
    new DataView(bytes.buffer).setInt32(index * 4, word);
  });
  return kind === 4 ? bytes.subarray(12) : bytes;
}

/** TCP over IPv4 or UDP over IPv6, between two addresses. */
export function addressedFrame(from: string, to: string, port: number): Uint8Array {
  const isVersion6 = isIPv6(from);
  const bytes = isVersion6
    ? ipv6Frame(17, new Uint8Array([port >> 8, port & 255, 0, 53, 0, 8, 0, 0]))
    : tcpFrame(port, 443, new Uint8Array(port % 7));
  bytes.set(words(from), isVersion6 ? 22 : 26);
  bytes.set(words(to), isVersion6 ? 38 : 30);
  return bytes;
}
