/** Which packets belong to an incident of each kind, apart from who sends them to whom. */
import type { IncidentKind } from '../kinds.ts';

export const nature = {
  /** None at all. */
  none: 0,
  /** Everything between the two. */
  any: 1,
  /** Conversations the actor began and that stayed short: what scanners leave behind. */
  probes: 2,
  tcp: 3,
  udp: 4,
  icmp: 5,
  icmpv6: 6,
  arp: 7,
  dns: 8,
  dhcp: 9,
  /** The conversation itself: by number, or by its two ends and port. */
  flow: 10,
  /** UDP from the port that answers, to the victim. */
  answers: 11,
  ping: 12,
  /** Of a router. */
  advertisements: 13,
  /** DNS about the domain that the incident is about. */
  names: 14,
} as const;

export type Nature = (typeof nature)[keyof typeof nature];

export const packetNatures: Readonly<Record<IncidentKind, Nature>> = {
  'port-scan': nature.probes,
  'host-sweep': nature.probes,
  'ping-sweep': nature.ping,
  'arp-sweep': nature.arp,
  'neighbour-sweep': nature.icmpv6,
  'slow-scan': nature.probes,
  'syn-flood': nature.tcp,
  'udp-flood': nature.udp,
  'icmp-flood': nature.ping,
  'slow-requests': nature.tcp,
  amplification: nature.answers,
  'brute-force': nature.any,
  'arp-spoofing': nature.arp,
  'neighbour-spoofing': nature.icmpv6,
  'router-spoofing': nature.advertisements,
  'dhcp-spoofing': nature.dhcp,
  'address-conflict': nature.arp,
  beacon: nature.any,
  'dns-tunnel': nature.names,
  'icmp-tunnel': nature.ping,
  exfiltration: nature.any,
  'heavy-traffic': nature.any,
  'packet-burst': nature.any,
  'failed-connections': nature.probes,
  'failing-names': nature.dns,
  'rare-protocol': nature.flow,
  'new-device': nature.any,
  'new-country': nature.any,
  'new-service': nature.any,
  'cleartext-credentials': nature.flow,
  'tls-odd-port': nature.flow,
  'tls-self-signed': nature.flow,
  'tls-expired': nature.flow,
  'tls-old-version': nature.flow,
  'executable-download': nature.flow,
  mining: nature.any,
  'unusual-message': nature.flow,
  'unusual-flow': nature.flow,
  'unusual-source': nature.any,
  'unusual-target': nature.any,
  'baseline-shift': nature.none,
};

/** Kinds that are about a device whatever address it uses: its packets are known by its network card. */
export const aboutCards: ReadonlySet<IncidentKind> = new Set<IncidentKind>([
  'arp-spoofing',
  'neighbour-spoofing',
  'router-spoofing',
  'dhcp-spoofing',
  'new-device',
]);
