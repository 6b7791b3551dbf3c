import { addressIpv6 } from '../decode/packet.ts';

/**
 * What kind of address it is, after IANA's special-purpose registries (RFC 6890 and those that update it).
 * Only `global` addresses are worth a look-up elsewhere; nothing about any other may leave this machine.
 */
export const addressClass = {
  global: 0,
  private: 1,
  loopback: 2,
  linkLocal: 3,
  multicast: 4,
  broadcast: 5,
  sharedCarrier: 6,
  documentation: 7,
  benchmark: 8,
  unspecified: 9,
  reserved: 10,
  /** Relays and translators: the address stands for another one. */
  translation: 11,
} as const;

export type AddressClass = (typeof addressClass)[keyof typeof addressClass];

/** For tables; in the order of the numbers. */
export const addressClassWords: readonly string[] = [
  'remote',
  'local',
  'loopback',
  'link-local',
  'multicast',
  'broadcast',
  'carrier NAT',
  'documentation',
  'benchmark',
  'unspecified',
  'reserved',
  'translation',
];

const translatedPrefix = 0x0064ff9b;

/** Words as in the columns of a packet: IPv4 in the last one. IPv4 inside IPv6 is classed as IPv4. */
export function classifyAddress(kind: number, a: number, b: number, c: number, d: number): AddressClass {
  if (kind !== addressIpv6) return classifyIpv4(d);
  // ::ffff:a.b.c.d is an IPv4 address in another dress, 64:ff9b:: one behind a translator.
  if (a === 0 && b === 0 && c === 0xffff) return classifyIpv4(d);
  if (a === translatedPrefix && b === 0 && c === 0) {
    const inside = classifyIpv4(d);
    return inside === addressClass.global ? addressClass.translation : inside;
  }
  return classifyIpv6(a, b, c, d);
}

/** True for hosts of one's own network: on this link, behind this router, or this machine. */
export function isLocalClass(value: AddressClass): boolean {
  return (
    value === addressClass.private || value === addressClass.loopback || value === addressClass.linkLocal
  );
}

function classifyIpv4(address: number): AddressClass {
  const first = address >>> 24;
  const firstTwo = address >>> 16;
  const firstThree = address >>> 8;
  if (first === 10) return addressClass.private;
  if (firstTwo === 0xc0a8) return addressClass.private;
  if (firstTwo >>> 4 === 0xac1) return addressClass.private;
  if (first === 127) return addressClass.loopback;
  if (firstTwo === 0xa9fe) return addressClass.linkLocal;
  if (address === -1 || address === 0xffff_ffff) return addressClass.broadcast;
  if (first >= 224) return first < 240 ? addressClass.multicast : addressClass.reserved;
  if (first === 100 && ((address >>> 22) & 3) === 1) return addressClass.sharedCarrier;
  if (first === 0) return address === 0 ? addressClass.unspecified : addressClass.reserved;
  if (first === 198 && (firstTwo & 0xfe) === 18) return addressClass.benchmark;
  if (firstThree === 0xc00002 || firstThree === 0xc63364 || firstThree === 0xcb0071) {
    return addressClass.documentation;
  }
  // 192.0.0.0/24 is for protocols, two of which are reached everywhere; 192.88.99.0/24 was for relays.
  if (firstThree === 0xc00000) {
    const last = address & 0xff;
    return last === 9 || last === 10 ? addressClass.global : addressClass.reserved;
  }
  if (firstThree === 0xc05863) return addressClass.translation;
  return addressClass.global;
}

function classifyIpv6(a: number, b: number, c: number, d: number): AddressClass {
  const high = a >>> 24;
  const firstTwo = a >>> 16;
  if (firstTwo >>> 13 === 1) return classifyGlobalUnicast(a, b, c, d);
  if (high === 0xff) return addressClass.multicast;
  if (firstTwo >>> 6 === 0xfe80 >>> 6) return addressClass.linkLocal;
  if (high >>> 1 === 0xfc >>> 1) return addressClass.private;
  // Site-local, given up in 2004 and still seen.
  if (firstTwo >>> 6 === 0xfec0 >>> 6) return addressClass.private;
  if (a === 0 && b === 0 && c === 0) {
    if (d === 0) return addressClass.unspecified;
    return d === 1 ? addressClass.loopback : addressClass.reserved;
  }
  // 64:ff9b:1::/48: translators of one's own.
  if (a === translatedPrefix && b >>> 16 === 1) return addressClass.private;
  // 100::/64, 100:0:0:1::/64, 5f00::/16, and all that was never given to anyone.
  return addressClass.reserved;
}

/** 2000::/3 without what was taken out of it. */
function classifyGlobalUnicast(a: number, b: number, c: number, d: number): AddressClass {
  if (a === 0x20010db8) return addressClass.documentation;
  if (a >>> 12 === 0x3fff0) return addressClass.documentation;
  if (a >>> 16 === 0x2002) return addressClass.translation;
  if (a >>> 9 === 0x20010000 >>> 9) {
    // 2001::/23, for protocols: Teredo and what has global routes of its own inside.
    if (a === 0x20010000) return addressClass.translation;
    if (a === 0x20010002 && b >>> 16 === 0) return addressClass.benchmark;
    if (a >>> 4 === 0x2001002 || a >>> 4 === 0x2001003) return addressClass.global;
    // 2001:1::1 to ::3 are reached everywhere, their neighbours nowhere.
    if (a === 0x20010001) {
      return b === 0 && c === 0 && d >= 1 && d <= 3 ? addressClass.global : addressClass.reserved;
    }
    if (a === 0x20010003 || (a === 0x20010004 && b >>> 16 === 0x0112)) return addressClass.global;
    return addressClass.reserved;
  }
  return addressClass.global;
}
