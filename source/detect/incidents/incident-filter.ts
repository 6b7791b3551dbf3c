import type { Party } from '../contracts.ts';
import type { Incident } from './incident.ts';
import { sweepKinds } from './kind-relations.ts';
import { nature, packetNatures } from './packet-natures.ts';
import { macKind, partyAddress } from './parties.ts';

const transportWords: Readonly<Record<string, string>> = { TCP: 'tcp', UDP: 'udp', SCTP: 'ip.proto == sctp' };
/** Beyond that a filter is not for people. */
const maxNumbers = 16;
const lastYear = 9998;

/** A display filter that shows its packets, and as little else as can be said. */
export function incidentFilter(incident: Incident): string {
  const time = timeFilter(incident);
  const packets = packetFilter(incident);
  return time === '' || packets.startsWith('no ') ? packets : `${packets} and ${time}`;
}

/** As long as it is open, whatever comes is of interest. */
function timeFilter({ kind, first, openedAt, last, isOpen, packets, measures }: Incident): string {
  // A sweep is noticed when most of it is over.
  const window = sweepKinds.has(kind) ? (measures[0]?.windowSeconds ?? 0) : 0;
  const from = timeWords(Math.min(first, openedAt - window));
  const to = timeWords(last);
  if (from === '' || to === '' || packets === 0 || last < first) return '';
  return isOpen ? `time >= ${from}` : `time == ${from}..${to}`;
}

/** The second, as clocks here show it; where they show it twice, as everywhere. */
function timeWords(seconds: number): string {
  const time = new Date(Math.floor(seconds) * 1000);
  const year = time.getFullYear();
  if (!(year >= 1970 && year <= lastYear)) return '';
  const part = (value: number): string => String(value).padStart(2, '0');
  const day = `${year}-${part(time.getMonth() + 1)}-${part(time.getDate())}`;
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()].map(part).join(':');
  const words = `${day}T${clock}`;
  return new Date(words).getTime() === time.getTime() ? words : time.toISOString().replace(/\.\d+Z$/, 'Z');
}

function packetFilter(incident: Incident): string {
  const { kind, actor, target, protocol, port, fromPort = -1, evidence } = incident;
  const kindOf = packetNatures[kind];
  if (kindOf === nature.arp) return arpFilter(incident);
  if (incident.card !== undefined) {
    const about = carriedFilter(kindOf, '');
    return about === '' ? endFilter(incident.card) : `${endFilter(incident.card)} and ${about}`;
  }
  const ends =
    actor === undefined && target !== undefined
      ? [`${isCard(target) ? 'eth.dst' : 'ip.dst'} == ${partyAddress(target)}`]
      : [actor, target].flatMap(party => (party === undefined ? [] : [endFilter(party)]));
  const carried = carriedFilter(kindOf, protocol);
  const parts = [
    ...ends,
    ...(carried === '' ? [] : [carried]),
    ...(port < 0 ? [] : [`port ${port}`]),
    ...(fromPort < 0 ? [] : [`(port.src == ${fromPort} or fragment)`]),
  ];
  if (ends.length > 0 || evidence.length === 0) return parts.length > 0 ? parts.join(' and ') : 'no >= 1';
  return `no in {${evidence.slice(0, maxNumbers).join(', ')}}`;
}

/** ARP has no addresses in its columns: what it says stands in the info. */
function arpFilter({ card, actor, target }: Incident): string {
  if (card !== undefined) return `arp and ${endFilter(card)}`;
  const parts = [actor, target].flatMap(party => {
    if (party === undefined) return [];
    return isCard(party) ? [endFilter(party)] : [`info contains "${partyAddress(party)}"`];
  });
  return ['arp', ...parts].join(' and ');
}

function endFilter(party: Party): string {
  return `${isCard(party) ? 'eth.addr' : 'ip.addr'} == ${partyAddress(party)}`;
}

function isCard(party: Party): boolean {
  return party.kind === macKind;
}

function carriedFilter(kindOf: number, protocol: string): string {
  switch (kindOf) {
    case nature.tcp:
      return 'tcp';
    case nature.udp:
    case nature.answers:
      return 'udp';
    case nature.ping:
      return '(icmp or icmpv6)';
    case nature.icmpv6:
      return 'icmpv6';
    case nature.dns:
    case nature.names:
      return 'dns';
    case nature.dhcp:
      return '(dhcp or dhcpv6)';
    default:
      return transportWords[protocol] ?? '';
  }
}
