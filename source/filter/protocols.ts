/** Registers every protocol's name: without it there would be none to know. */
import '../decode/catalog.ts';
import { protocolFamily, protocolNames } from '../decode/protocol.ts';

/** A header a row may have below what it is called, each answered from columns. */
export type Layer =
  | { readonly kind: 'ip protocol'; readonly number: number }
  | { readonly kind: 'network'; readonly version: 4 | 6 }
  | { readonly kind: 'arp' }
  | { readonly kind: 'vlan' }
  | { readonly kind: 'ethernet' };

const layers: ReadonlyMap<string, Layer> = new Map<string, Layer>([
  ['eth', { kind: 'ethernet' }],
  ['vlan', { kind: 'vlan' }],
  ['arp', { kind: 'arp' }],
  ['ip', { kind: 'network', version: 4 }],
  ['ipv6', { kind: 'network', version: 6 }],
  ['icmp', { kind: 'ip protocol', number: 1 }],
  ['igmp', { kind: 'ip protocol', number: 2 }],
  ['tcp', { kind: 'ip protocol', number: 6 }],
  ['udp', { kind: 'ip protocol', number: 17 }],
  ['dccp', { kind: 'ip protocol', number: 33 }],
  ['gre', { kind: 'ip protocol', number: 47 }],
  ['esp', { kind: 'ip protocol', number: 50 }],
  ['ah', { kind: 'ip protocol', number: 51 }],
  ['icmpv6', { kind: 'ip protocol', number: 58 }],
  ['eigrp', { kind: 'ip protocol', number: 88 }],
  ['ospf', { kind: 'ip protocol', number: 89 }],
  ['etherip', { kind: 'ip protocol', number: 97 }],
  ['pim', { kind: 'ip protocol', number: 103 }],
  ['ipcomp', { kind: 'ip protocol', number: 108 }],
  ['vrrp', { kind: 'ip protocol', number: 112 }],
  ['sctp', { kind: 'ip protocol', number: 132 }],
]);

/** What else people call them. */
const aliases: ReadonlyMap<string, string> = new Map([
  ['ether', 'eth'],
  ['ethernet', 'eth'],
  ['ipv4', 'ip'],
  ['ip4', 'ip'],
  ['ip6', 'ipv6'],
  ['icmp6', 'icmpv6'],
  ['ssl', 'tls'],
  ['bootp', 'dhcp'],
  ['wifi', 'wlan'],
  ['krb', 'kerberos'],
]);

/** Names that are no words of their own: 'PPP LCP' is found by proto == "PPP LCP" and by its family. */
const isWord = /^[a-z0-9][a-z0-9._/-]*$/;

let words: ReadonlySet<string> | undefined;

/** Every word that means a protocol when it stands alone, in lower case. */
export function protocolWords(): ReadonlySet<string> {
  if (words !== undefined) return words;
  const found = new Set<string>([...layers.keys(), ...aliases.keys()]);
  protocolNames().forEach((name, id) => {
    for (const word of [name.toLowerCase(), protocolFamily(id)]) if (isWord.test(word)) found.add(word);
  });
  words = found;
  return found;
}

/** Only one word for each protocol, whatever its versions are called: for help. */
export function protocolFamilies(): ReadonlySet<string> {
  const found = new Set<string>(layers.keys());
  protocolNames().forEach((_, id) => {
    if (isWord.test(protocolFamily(id))) found.add(protocolFamily(id));
  });
  return found;
}

/** The layer a protocol word also stands for. */
export function layerOf(word: string): Layer | undefined {
  return layers.get(aliases.get(word) ?? word);
}

/** One byte for each protocol id: 1 where `accepts` its name or its family, both in lower case. */
export function protocolsWhere(accepts: (word: string) => boolean): Uint8Array {
  const names = protocolNames();
  const chosen = new Uint8Array(names.length);
  for (let id = 1; id < names.length; id += 1) {
    if (accepts((names[id] ?? '').toLowerCase()) || accepts(protocolFamily(id))) chosen[id] = 1;
  }
  return chosen;
}

/** The name a word stands for: 'ether' is 'eth'. */
export function protocolMeant(word: string): string {
  return aliases.get(word) ?? word;
}
