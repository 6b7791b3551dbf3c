/** What the sentences of all kinds are made of. */
import { safeString } from '../../decode/text.ts';
import type { Measure, Party } from '../contracts.ts';
import type { IncidentKind } from '../kinds.ts';
import { countWords } from './amount-words.ts';
import type { Incident } from './incident.ts';
import { partyAddress } from './parties.ts';

export type Names = {
  /** A name or an address. */
  readonly party: (party: Party) => string;
};

export const plainNames: Names = { party: partyAddress };

export type Speech = {
  /** '10.0.0.5', '300 hosts'. */
  readonly who: string;
  /** '10.0.0.9', '30 hosts'; '' for nobody in particular. */
  readonly whom: string;
  /** ' port 22', ''. */
  readonly port: string;
  /** The first detail, made short; ''. */
  readonly detail: string;
  /** ' (SSH)', where the protocol says more than TCP or UDP. */
  readonly protocol: string;
  /** ' from port 53 (DNS)', '': where what is sent comes from. */
  readonly from: string;
  readonly measures: readonly Measure[];
  readonly isMany: boolean;
  readonly isToMany: boolean;
};

/** How incidents of one kind are spoken of. */
export type KindWords = {
  /** A clause without numbers, for when what was measured cannot be said with a verb: 'A scans the ports of B'. */
  readonly lead: (speech: Speech) => string;
  /** What it means and what to do or look at next: a whole sentence. */
  readonly next: (speech: Speech) => string;
  /** Measures that the lead speaks of: no reasons of their own. */
  readonly says?: readonly string[];
  /** The lead says it all: how much is not said. */
  readonly isWhole?: boolean;
  /** Where the deed is done: 'on', 'to', 'through'. Only then "A sent 3.2 MB to B" is tried. */
  readonly deed?: string;
};

export type FamilyWords = Readonly<Partial<Record<IncidentKind, KindWords>>>;

const maxNameCharacters = 42;
const maxDetailCharacters = 48;
const plainProtocols = new Set(['', 'TCP', 'UDP', 'ICMP', 'ICMPv6', 'ARP', 'IP']);

export function speechOf(incident: Incident, names: Names): Speech {
  const { actor, actors, target, targets, port, protocol, fromPort = -1 } = incident;
  const whom =
    target === undefined ? (targets > 1 ? `${countWords(targets)} hosts` : '') : nameOf(target, names);
  return {
    who:
      actor === undefined ? (actors > 1 ? `${countWords(actors)} hosts` : 'somebody') : nameOf(actor, names),
    whom,
    port: port < 0 ? '' : ` port ${port}`,
    detail: shorten(incident.details[0] ?? '', maxDetailCharacters),
    protocol: plainProtocols.has(protocol) ? '' : ` (${shorten(protocol, maxDetailCharacters)})`,
    from: fromPort < 0 ? '' : ` from port ${fromPort}`,
    measures: incident.measures,
    isMany: actor === undefined && actors > 1,
    isToMany: target === undefined && targets > 1,
  };
}

export function nameOf(party: Party, names: Names): string {
  const name = shorten(names.party(party), maxNameCharacters);
  return name === '' ? partyAddress(party) : name;
}

/** Names come from the wire; whoever gives them should have made them safe. The middle is what nobody misses. */
export function shorten(text: string, length: number): string {
  const safe = safeString(text.length > length * 4 ? text.slice(0, length * 4) : text);
  if (safe.length <= length) return safe;
  const half = Math.floor((length - 1) / 2);
  return `${safe.slice(0, half)}…${safe.slice(safe.length - half)}`;
}

/** 'B' or what stands for nobody in particular. */
export function orElse(text: string, otherwise: string): string {
  return text === '' ? otherwise : text;
}
