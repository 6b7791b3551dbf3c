/** What an incident can be. `words` is what a person reads in a table; `key` is what files and filters say. */
export const incidentKinds = {
  'port-scan': { words: 'port scan', severity: 'bad' },
  'host-sweep': { words: 'host sweep', severity: 'bad' },
  'ping-sweep': { words: 'ping sweep', severity: 'bad' },
  'arp-sweep': { words: 'ARP sweep', severity: 'bad' },
  'neighbour-sweep': { words: 'IPv6 sweep', severity: 'bad' },
  'slow-scan': { words: 'slow scan', severity: 'bad' },
  'syn-flood': { words: 'SYN flood', severity: 'bad' },
  'udp-flood': { words: 'UDP flood', severity: 'bad' },
  'icmp-flood': { words: 'ICMP flood', severity: 'bad' },
  'slow-requests': { words: 'slow requests', severity: 'bad' },
  amplification: { words: 'amplification', severity: 'bad' },
  'brute-force': { words: 'password guessing', severity: 'bad' },
  'arp-spoofing': { words: 'ARP spoofing', severity: 'bad' },
  'neighbour-spoofing': { words: 'neighbour spoofing', severity: 'bad' },
  'router-spoofing': { words: 'rogue router', severity: 'bad' },
  'dhcp-spoofing': { words: 'rogue DHCP', severity: 'bad' },
  'address-conflict': { words: 'address conflict', severity: 'notice' },
  beacon: { words: 'beacon', severity: 'bad' },
  'dns-tunnel': { words: 'DNS tunnel', severity: 'bad' },
  'icmp-tunnel': { words: 'ICMP tunnel', severity: 'bad' },
  exfiltration: { words: 'large upload', severity: 'bad' },
  'heavy-traffic': { words: 'heavy traffic', severity: 'notice' },
  'packet-burst': { words: 'packet burst', severity: 'notice' },
  'failed-connections': { words: 'failed connections', severity: 'notice' },
  'failing-names': { words: 'failing names', severity: 'notice' },
  'rare-protocol': { words: 'rare protocol', severity: 'notice' },
  'new-device': { words: 'new device', severity: 'notice' },
  'new-country': { words: 'new country', severity: 'notice' },
  'new-service': { words: 'new service', severity: 'notice' },
  'cleartext-credentials': { words: 'open password', severity: 'notice' },
  'tls-odd-port': { words: 'TLS on odd port', severity: 'notice' },
  'tls-self-signed': { words: 'self-signed TLS', severity: 'notice' },
  'tls-expired': { words: 'expired TLS', severity: 'notice' },
  'tls-old-version': { words: 'old TLS', severity: 'notice' },
  'executable-download': { words: 'program download', severity: 'notice' },
  mining: { words: 'coin mining', severity: 'bad' },
  'unusual-message': { words: 'unusual message', severity: 'notice' },
  'unusual-flow': { words: 'unusual flow', severity: 'notice' },
  'unusual-source': { words: 'unusual host', severity: 'notice' },
  'unusual-target': { words: 'unusual target', severity: 'notice' },
  'baseline-shift': { words: 'all is different', severity: 'notice' },
} as const satisfies Readonly<
  Record<string, { readonly words: string; readonly severity: 'bad' | 'notice' }>
>;

export type IncidentKind = keyof typeof incidentKinds;
export type Severity = (typeof incidentKinds)[IncidentKind]['severity'];

export const incidentKindNames = Object.keys(incidentKinds) as readonly IncidentKind[];

/** True for a kind of ours: what files say may be anything. */
export function isIncidentKind(text: string): text is IncidentKind {
  return Object.hasOwn(incidentKinds, text);
}
