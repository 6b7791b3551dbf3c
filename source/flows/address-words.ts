import { isIPv4, isIPv6 } from 'node:net';
import { formatIpv4, formatIpv6 } from '../decode/address.ts';
import { addressIpv4, addressIpv6 } from '../decode/packet.ts';

/** An address as in the columns of a packet: its kind, then four signed words; IPv4 is the last one. */
export type AddressWords = readonly [kind: 4 | 6, number, number, number, number];

/** The address a person or a system call wrote, a scope (%eth0) left out; undefined when it is none. */
export function parseAddress(text: string): AddressWords | undefined {
  const plain = text.replace(/%.*$/, '');
  if (isIPv4(plain)) return [addressIpv4, 0, 0, 0, ipv4Word(plain)];
  if (!isIPv6(plain)) return undefined;
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(plain);
  // Two groups of zeros hold the place of a dotted tail.
  const [head = '', tail] = (dotted === null ? plain : `${dotted[1]}0:0`).split('::');
  const front = groups(head);
  const back = tail === undefined ? [] : groups(tail);
  const all = [...front, ...new Array<number>(8 - front.length - back.length).fill(0), ...back];
  const word = (index: number): number => ((all[index] ?? 0) << 16) | (all[index + 1] ?? 0);
  const last = dotted === null ? word(6) : ipv4Word(dotted[2] ?? '');
  return [addressIpv6, word(0), word(2), word(4), last];
}

export function formatAddress(kind: number, a: number, b: number, c: number, d: number): string {
  return kind === addressIpv6 ? formatIpv6(a >>> 0, b >>> 0, c >>> 0, d >>> 0) : formatIpv4(d);
}

function ipv4Word(text: string): number {
  return text.split('.').reduce((word, part) => (word << 8) | Number(part), 0);
}

function groups(text: string): number[] {
  return text === '' ? [] : text.split(':').map(part => Number.parseInt(part, 16));
}
