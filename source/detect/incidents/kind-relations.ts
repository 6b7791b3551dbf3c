/** Which kinds are aspects of which: the general ones go into the specific ones. */
import type { Finding } from '../contracts.ts';
import type { IncidentKind } from '../kinds.ts';
import { areSame, isSameParty } from './parties.ts';

type Kinds = readonly IncidentKind[];

const vague: Kinds = ['unusual-message', 'unusual-flow', 'unusual-source', 'unusual-target'];
const loud: Kinds = [...vague, 'packet-burst', 'heavy-traffic', 'failed-connections'];
/** What only says that something is unusual, and what any attack makes besides: said together with it, it is no news. */
export const vagueKinds: ReadonlySet<IncidentKind> = new Set(vague);
export const loudKinds: ReadonlySet<IncidentKind> = new Set(loud);
const small: Kinds = ['unusual-message', 'unusual-flow'];
const addressSweeps: Kinds = ['arp-sweep', 'neighbour-sweep', 'slow-scan'];

/** Each kind and what it makes besides: found together, the left one says it all. */
const weakerKinds: Readonly<Record<IncidentKind, Kinds>> = {
  'port-scan': [...loud, ...addressSweeps, 'rare-protocol', 'new-service'],
  'host-sweep': [...loud, ...addressSweeps, 'rare-protocol', 'new-service'],
  'ping-sweep': [...loud, ...addressSweeps],
  'arp-sweep': loud,
  'neighbour-sweep': loud,
  'slow-scan': [...loud, 'arp-sweep', 'new-service'],
  'syn-flood': [...loud, 'new-service'],
  'udp-flood': [...loud, 'rare-protocol'],
  'icmp-flood': [...loud, 'rare-protocol'],
  'slow-requests': [...loud, 'new-service'],
  amplification: [...loud, 'udp-flood', 'rare-protocol', 'exfiltration'],
  'brute-force': [...loud, 'cleartext-credentials', 'rare-protocol', 'new-service', 'syn-flood'],
  'arp-spoofing': [...vague, 'address-conflict'],
  'neighbour-spoofing': [...vague, 'address-conflict'],
  'router-spoofing': [...vague, 'neighbour-spoofing'],
  'dhcp-spoofing': [...vague, 'new-service'],
  'address-conflict': vague,
  beacon: [...vague, 'tls-odd-port', 'tls-self-signed', 'tls-expired', 'tls-old-version'],
  'dns-tunnel': [...loud, 'failing-names', 'beacon', 'exfiltration'],
  'icmp-tunnel': [...loud, 'icmp-flood', 'exfiltration', 'rare-protocol'],
  exfiltration: [...loud, 'beacon'],
  'heavy-traffic': [...vague, 'packet-burst'],
  'packet-burst': vague,
  'failed-connections': vague,
  'failing-names': vague,
  'rare-protocol': small,
  'new-device': [...vague, 'new-country', 'rare-protocol'],
  'new-country': small,
  'new-service': [...small, 'rare-protocol'],
  'cleartext-credentials': small,
  'tls-odd-port': small,
  'tls-self-signed': [...small, 'tls-odd-port'],
  'tls-expired': [...small, 'tls-odd-port'],
  'tls-old-version': [...small, 'tls-odd-port'],
  'executable-download': small,
  mining: [...vague, 'beacon', 'tls-odd-port', 'tls-self-signed', 'rare-protocol'],
  'unusual-message': [],
  'unusual-flow': ['unusual-message'],
  'unusual-source': small,
  'unusual-target': small,
  'baseline-shift': [],
};

/** Kinds that may be two views of one thing without either saying more: whichever came first stays. */
const peers: readonly Kinds[] = [
  ['port-scan', 'host-sweep', 'ping-sweep'],
  ['tls-self-signed', 'tls-expired', 'tls-old-version'],
  ['unusual-source', 'unusual-target'],
];

/** What may be seen at either end, because it is about so many packets that both ends show it. */
const aboutManyPackets: ReadonlySet<IncidentKind> = new Set<IncidentKind>([
  'port-scan',
  'host-sweep',
  'ping-sweep',
  'arp-sweep',
  'neighbour-sweep',
  'slow-scan',
  'syn-flood',
  'udp-flood',
  'icmp-flood',
  'slow-requests',
  'amplification',
  'brute-force',
  'dns-tunnel',
  'icmp-tunnel',
  'exfiltration',
  'heavy-traffic',
  'packet-burst',
  'failed-connections',
  'unusual-source',
  'unusual-target',
  'new-device',
]);

/** What is measured of them are things tried, of which each takes a packet. */
export const sweepKinds: ReadonlySet<IncidentKind> = new Set<IncidentKind>([
  'port-scan',
  'host-sweep',
  'ping-sweep',
  'arp-sweep',
  'neighbour-sweep',
]);

/** Kinds that go on in the same way for longer than a minute without anything to report. */
export const slowKinds: ReadonlySet<IncidentKind> = new Set<IncidentKind>(['slow-scan', 'beacon']);

const weaker = new Map(Object.entries(weakerKinds).map(([kind, kinds]) => [kind, new Set(kinds)]));

/** Said of a port: the same as something else only if that is about the same one. */
const aboutPorts: ReadonlySet<IncidentKind> = new Set<IncidentKind>(['new-service', 'syn-flood']);

type Ends = Pick<Finding, 'kind' | 'actor' | 'target' | 'port'>;

/** Whether `weak` is an aspect of `strong`, when both are seen at the same time. */
export function isAspect(weak: Ends, strong: Ends): boolean {
  if (weaker.get(strong.kind)?.has(weak.kind) !== true) return false;
  if (aboutPorts.has(weak.kind) && strong.port >= 0 && weak.port !== strong.port) return false;
  return isAskedByRouter(weak) || sharesEnds(weak, strong);
}

/** Whether it is a host that behaves unlike itself, which is what being involved in something else looks like. */
export function isVagueHost(kind: IncidentKind): boolean {
  return kind === 'unusual-source' || kind === 'unusual-target';
}

/** A router asks for those somebody beyond it looks for: whoever sweeps at the same time is who. */
function isAskedByRouter({ kind, actor }: Ends): boolean {
  return kind === 'arp-sweep' && actor === undefined;
}

/** Whether both are one thing, and neither says more. */
export function isPeer(one: Ends, other: Ends): boolean {
  if (one.kind === other.kind) return false;
  const group = peers.find(kinds => kinds.includes(one.kind));
  if (group?.includes(other.kind) !== true) return false;
  if (!areSame(one.actor, other.actor)) return areEnds(one, other);
  return (
    aboutManyPackets.has(one.kind) ||
    one.target === undefined ||
    other.target === undefined ||
    isSameParty(one.target, other.target)
  );
}

function areEnds(one: Ends, other: Ends): boolean {
  return areSame(one.actor, other.target) && areSame(one.target, other.actor);
}

function sharesEnds(weak: Ends, strong: Ends): boolean {
  const many = aboutManyPackets.has(strong.kind);
  if (areSame(weak.actor, strong.actor)) {
    return many || weak.target === undefined || strong.target === undefined
      ? true
      : isSameParty(weak.target, strong.target);
  }
  if (!many) {
    // What is said of a server is said of whoever uses it.
    return areEnds(weak, strong) || (strong.actor === undefined && areSame(weak.target, strong.target));
  }
  // The victim, struck by whoever does it; or what the victim itself does about it.
  if (areSame(weak.target, strong.target)) return weak.actor === undefined || strong.actor === undefined;
  if (areSame(weak.actor, strong.target)) {
    return weak.target === undefined || strong.actor === undefined || isSameParty(weak.target, strong.actor);
  }
  // Answers that come back to the one who does it.
  if (areSame(weak.target, strong.actor)) {
    return weak.actor === undefined || strong.target === undefined || isSameParty(weak.actor, strong.target);
  }
  return false;
}
