import type { Measure, Party } from '../contracts.ts';
import { type IncidentKind, incidentKinds, type Severity } from '../kinds.ts';
import type { Incident } from './incident.ts';
import { incidentFilter } from './incident-filter.ts';
import { partyAddress } from './parties.ts';
import { incidentReasons, incidentSentence } from './sentences.ts';
import { type Names, plainNames } from './speech.ts';

/** Raised when a field changes its meaning or goes away; new fields may appear without it. */
export const incidentSchemaVersion = 1;

export type PartyObject = {
  /** '10.0.0.5', or a hardware address where `kind` is 'ethernet'. */
  readonly address: string;
  readonly kind: 'ipv4' | 'ipv6' | 'ethernet';
  /** Null where it has none. */
  readonly name: string | null;
};

export type MeasureObject = {
  readonly of: string;
  readonly value: number;
  readonly unit: Measure['unit'];
  readonly window_seconds: number | null;
  /** The most that is usual; null where nothing was learned. */
  readonly usual: number | null;
  readonly usual_of: Measure['usualOf'];
  readonly oddness: number;
};

/** One incident as `read --incidents --json` writes it; the order here is the order of its keys. */
export type IncidentObject = {
  readonly v: number;
  readonly id: number;
  readonly kind: IncidentKind;
  readonly words: string;
  readonly severity: Severity;
  readonly sentence: string;
  readonly reasons: readonly string[];
  readonly actor: PartyObject | null;
  readonly target: PartyObject | null;
  readonly port: number | null;
  readonly protocol: string | null;
  /** Different ones, where they are many. */
  readonly actors: number;
  readonly targets: number;
  /** Packet time: seconds since 1970, and the same as text. */
  readonly first: number;
  readonly first_iso: string | null;
  readonly opened_at: number;
  readonly opened_at_iso: string | null;
  readonly last: number;
  readonly last_iso: string | null;
  /** 10·log10(N) for "one in N"; both are rounded. */
  readonly oddness: number;
  readonly one_in: number;
  readonly measures: readonly MeasureObject[];
  /** Other kinds that are aspects of it. */
  readonly aspects: readonly IncidentKind[];
  readonly details: readonly string[];
  readonly packets: number;
  readonly bytes: number;
  /** Packets in steps of `timeline_seconds` from `first` on. */
  readonly timeline: readonly number[];
  readonly timeline_seconds: number;
  /** Numbers of packets, and of flows. */
  readonly evidence: readonly number[];
  readonly flows: readonly number[];
  readonly filter: string;
  readonly announcements: number;
  readonly is_open: boolean;
  readonly is_normal: boolean;
};

const digits = 1e6;
const oddnessDigits = 100;
const partyKinds = { 4: 'ipv4', 6: 'ipv6', 48: 'ethernet' } as const;

export function incidentJson(incident: Incident, names: Names = plainNames): IncidentObject {
  const { kind, actor, target, first, openedAt, last, oddness } = incident;
  return {
    v: incidentSchemaVersion,
    id: incident.id,
    kind,
    words: incidentKinds[kind].words,
    severity: incidentKinds[kind].severity,
    sentence: incidentSentence(incident, names),
    reasons: incidentReasons(incident),
    actor: partyObject(actor, names),
    target: partyObject(target, names),
    port: incident.port < 0 ? null : incident.port,
    protocol: incident.protocol === '' ? null : incident.protocol,
    actors: incident.actors,
    targets: incident.targets,
    first: rounded(first, digits),
    first_iso: isoTime(first),
    opened_at: rounded(openedAt, digits),
    opened_at_iso: isoTime(openedAt),
    last: rounded(last, digits),
    last_iso: isoTime(last),
    oddness: rounded(oddness, oddnessDigits),
    one_in: Number((10 ** (oddness / 10)).toPrecision(2)),
    measures: incident.measures.map(measureObject),
    aspects: incident.aspects ?? [],
    details: incident.details,
    packets: incident.packets,
    bytes: incident.bytes,
    timeline: incident.timeline,
    timeline_seconds: incident.timelineSeconds,
    evidence: incident.evidence,
    flows: incident.flows,
    filter: incidentFilter(incident),
    announcements: incident.announcements,
    is_open: incident.isOpen,
    is_normal: incident.isNormal,
  };
}

function partyObject(party: Party | undefined, names: Names): PartyObject | null {
  if (party === undefined) return null;
  const address = partyAddress(party);
  const name = names.party(party);
  return { address, kind: partyKinds[party.kind], name: name === address || name === '' ? null : name };
}

function measureObject({ of, value, unit, windowSeconds, usual, usualOf, oddness }: Measure): MeasureObject {
  return {
    of,
    value: rounded(value, digits),
    unit,
    window_seconds: windowSeconds > 0 ? windowSeconds : null,
    usual: usual === undefined ? null : rounded(usual, digits),
    usual_of: usualOf,
    oddness: rounded(oddness, oddnessDigits),
  };
}

function rounded(value: number, to: number): number {
  return Math.round(value * to) / to;
}

function isoTime(seconds: number): string | null {
  const time = new Date(seconds * 1000);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}
