/** Traffic with many public addresses, made by hand, and the same counted by country without any of our tables. */
import type { PacketBatch } from '../capture/source.ts';
import { type AddressWords, formatAddress, parseAddress } from '../flows/address-words.ts';
import { LocatedAddress } from '../geo/located-address.ts';
import { batchOf } from './batches.ts';
import { Random } from './random.ts';

export type GeoPacket = {
  readonly source: string;
  readonly destination: string;
  readonly length: number;
  readonly seconds: number;
};

const ethernetBytes = 14;
const ipv4Bytes = 20;
const ipv6Bytes = 40;
const udpBytes = 8;
const largestPayload = 400;
const firstSecond = 1_700_000_000;

/** Global addresses, each once: IPv4 and, every eighth, IPv6. */
export function publicAddresses(count: number, seed = 1): string[] {
  const random = new Random(seed);
  const located = new LocatedAddress();
  const found = new Set<string>();
  while (found.size < count) {
    const isIpv6 = found.size % 8 === 7;
    const words: AddressWords = isIpv6
      ? [6, 0x2a000000 + random.below(0x100_0000), random.unsigned() | 0, 0, random.unsigned() | 0]
      : [4, 0, 0, 0, random.unsigned() | 0];
    // What stands for another address would be located as that one.
    if (located.find(...words) && located.kind === words[0]) found.add(formatAddress(...words));
  }
  return [...found];
}

/** Packets between a machine at home and these addresses, some between two of them, some at home. */
export function geoTraffic(addresses: readonly string[], packets: number, seed = 2): GeoPacket[] {
  const random = new Random(seed);
  return Array.from({ length: packets }, (_, index) => {
    // Every address is met once before chance decides.
    const remote = addresses[index < addresses.length ? index : random.below(addresses.length)] ?? '';
    const isIpv6 = remote.includes(':');
    const home = isIpv6 ? 'fd00::5' : `192.168.1.${random.between(2, 9)}`;
    const same = addresses.filter((other, at) => at % 37 === index % 37 && other.includes(':') === isIpv6);
    const other = random.chance(0.1) && same.length > 0 ? random.pick(same) : home;
    const [source, destination] = random.chance(0.5) ? [remote, other] : [other, remote];
    const payload = random.below(largestPayload);
    const length = ethernetBytes + (isIpv6 ? ipv6Bytes : ipv4Bytes) + udpBytes + payload;
    const isInner = random.chance(0.05) && !isIpv6 && index >= addresses.length;
    return {
      source: isInner ? '192.168.1.1' : source,
      destination: isInner ? home : destination,
      length,
      seconds: firstSecond + Math.floor((index / packets) * 60),
    };
  });
}

export function geoFrame({ source, destination, length }: GeoPacket): Uint8Array {
  const from = parseAddress(source);
  const to = parseAddress(destination);
  if (from === undefined || to === undefined || from[0] !== to[0]) throw new Error('addresses of one kind');
  const frame = new Uint8Array(length);
  const view = new DataView(frame.buffer);
  frame.set([0x02, 0, 0, 0, 0, 2, 0x02, 0, 0, 0, 0, 1]);
  view.setUint16(12, from[0] === 4 ? 0x0800 : 0x86dd);
  let at = ethernetBytes;
  if (from[0] === 4) {
    view.setUint16(at, 0x4500);
    view.setUint16(at + 2, length - at);
    view.setUint16(at + 8, 0x4011);
    view.setInt32(at + 12, from[4]);
    view.setInt32(at + 16, to[4]);
    at += ipv4Bytes;
  } else {
    view.setUint16(at, 0x6000);
    view.setUint16(at + 4, length - at - ipv6Bytes);
    view.setUint16(at + 6, 0x1140);
    for (let word = 0; word < 4; word += 1) {
      view.setInt32(at + 8 + word * 4, from[word + 1] ?? 0);
      view.setInt32(at + 24 + word * 4, to[word + 1] ?? 0);
    }
    at += ipv6Bytes;
  }
  view.setUint16(at, 40_000);
  view.setUint16(at + 2, 40_001);
  view.setUint16(at + 4, length - at);
  return frame;
}

export function geoBatches(packets: readonly GeoPacket[], perBatch: number): PacketBatch[] {
  const batches: PacketBatch[] = [];
  for (let at = 0; at < packets.length; at += perBatch) {
    const some = packets.slice(at, at + perBatch);
    batches.push(batchOf(some.map(packet => ({ seconds: packet.seconds, data: geoFrame(packet) }))));
  }
  return batches;
}

export type PlainCount = {
  packets: { in: number; out: number; all: number };
  bytes: { in: number; out: number; all: number };
  hosts: number;
};

/** Counted from the list, by code ('' unknown, 'local' none); nothing of the program is used but its answers. */
export function countPlainly(
  packets: readonly GeoPacket[],
  countryOf: (address: string) => string,
): Map<string, PlainCount> {
  const isHome = (address: string): boolean => /^(192\.168\.|fd00:)/.test(address);
  const counts = new Map<string, PlainCount>();
  const hosts = new Set<string>();
  const of = (country: string): PlainCount => {
    const known = counts.get(country);
    if (known !== undefined) return known;
    const made = { packets: { in: 0, out: 0, all: 0 }, bytes: { in: 0, out: 0, all: 0 }, hosts: 0 };
    counts.set(country, made);
    return made;
  };
  for (const { source, destination, length } of packets) {
    const ends = [source, destination].map(address => (isHome(address) ? 'local' : countryOf(address)));
    for (const [index, address] of [source, destination].entries()) {
      if (hosts.has(address)) continue;
      hosts.add(address);
      of(ends[index] ?? '').hosts += 1;
    }
    const isLocal = ends.every(end => end === 'local');
    for (const country of new Set(ends)) {
      if (country === 'local' && !isLocal) continue;
      const count = of(country);
      count.packets.all += 1;
      count.bytes.all += length;
      if (ends[0] === country) {
        count.packets.in += 1;
        count.bytes.in += length;
      }
      if (ends[1] === country) {
        count.packets.out += 1;
        count.bytes.out += length;
      }
    }
  }
  return counts;
}
