/**
 * Services over UDP that answer a small question of anybody with much more, and so are made to flood others: after
 * CISA's alert TA14-017A and what was added since.
 */
const services: readonly number[] = [
  17, 19, 53, 69, 111, 123, 137, 161, 389, 427, 520, 623, 1434, 1604, 1900, 2362, 3283, 3478, 3702, 5060,
  5093, 5353, 5683, 10_001, 10_074, 11_211, 17_185, 27_015, 27_960, 37_810,
];

const isReflected = new Uint8Array(65_536);
for (const port of services) isReflected[port] = 1;

export function isReflectedPort(port: number): boolean {
  return port >= 0 && isReflected[port] === 1;
}

/** For the sentence. */
const names: Readonly<Record<number, string>> = {
  17: 'QOTD',
  19: 'CharGen',
  53: 'DNS',
  69: 'TFTP',
  111: 'Portmap',
  123: 'NTP',
  137: 'NetBIOS',
  161: 'SNMP',
  389: 'CLDAP',
  427: 'SLP',
  520: 'RIP',
  623: 'IPMI',
  1434: 'MS SQL',
  1900: 'SSDP',
  3283: 'ARD',
  3478: 'STUN',
  3702: 'WSD',
  5060: 'SIP',
  5353: 'mDNS',
  5683: 'CoAP',
  11211: 'memcached',
  27960: 'Quake',
};

export function reflectedName(port: number): string {
  return names[port] ?? 'UDP';
}
