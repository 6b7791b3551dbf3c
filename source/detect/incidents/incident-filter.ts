import type { Party } from '../contracts.ts';
import type { Incident } from './incident.ts';
import { nature, packetNatures } from './packet-natures.ts';
import { macKind, partyAddress } from './parties.ts';

const transportWords: Readonly<Record<string, string>> = { TCP: 'tcp', UDP: 'udp', SCTP: 'ip.proto == sctp' };
/** Beyond that a filter is not for people. */
const maxNumbers = 16;

/** A display filter that shows its packets, and as little else as can be said. */
export function incidentFilter(incident: Incident): string {
  const { kind, actor, target, protocol, port, evidence } = incident;
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
  const parts = [...ends, ...(carried === '' ? [] : [carried]), ...(port < 0 ? [] : [`port ${port}`])];
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
      return 'dns';
    case nature.dhcp:
      return '(dhcp or dhcpv6)';
    default:
      return transportWords[protocol] ?? '';
  }
}
