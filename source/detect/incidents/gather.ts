/** Which open incidents a finding goes on with, and which of them are so alike that they are one. */
import type { Finding } from '../contracts.ts';
import { type IncidentKind, incidentKinds } from '../kinds.ts';
import type { LiveIncident } from './live-incident.ts';
import { areSame, isSameParty } from './parties.ts';

/** More than so many that do the same are one thing. */
export const mostAlike = 5;
/** More than so many ports of one target are many. */
const mostPorts = 3;

/** Whoever lies about one address lies about others, and who tries one host tries more: one thing, however many they are. */
const onePerActor: ReadonlySet<IncidentKind> = new Set<IncidentKind>([
  'arp-spoofing',
  'neighbour-spoofing',
  'port-scan',
  'slow-scan',
]);

/** One thing however many ports it takes: files go over a port each. */
const anyPort: ReadonlySet<IncidentKind> = new Set<IncidentKind>(['exfiltration']);

/** The open incident of this actor, kind, target and port; widened where the finding says that they are many. */
export function findSame(open: readonly LiveIncident[], finding: Finding): LiveIncident | undefined {
  let sameEnds = 0;
  let oldest: LiveIncident | undefined;
  for (const incident of open) {
    if (incident.kind !== finding.kind || !coversEnds(incident, finding)) continue;
    oldest ??= incident;
    sameEnds += 1;
    const isSamePort = incident.port === finding.port || incident.port < 0 || finding.port < 0;
    if (!isSamePort && !anyPort.has(incident.kind)) continue;
    widen(incident, finding);
    return incident;
  }
  if (oldest === undefined || (sameEnds < mostPorts && oldest.actor !== undefined)) return undefined;
  widen(oldest, finding);
  return oldest;
}

function coversEnds(incident: LiveIncident, finding: Finding): boolean {
  const { actor, target } = incident;
  if (isSameParty(actor, finding.actor)) {
    if (isSameParty(target, finding.target)) return true;
    // Of one that does it to many, or to somebody not known yet.
    if (actor === undefined) return false;
    return target === undefined || finding.target === undefined || onePerActor.has(incident.kind);
  }
  if (actor === undefined) return target === undefined || isSameParty(target, finding.target);
  return finding.actor === undefined && areSame(target, finding.target);
}

function widen(incident: LiveIncident, finding: Finding): void {
  if (incident.port !== finding.port) incident.port = -1;
  if (incident.fromPort !== (finding.fromPort ?? -1)) incident.fromPort = -1;
  if (finding.actor === undefined) incident.actor = undefined;
  if (incident.actor !== undefined && !isSameParty(incident.target, finding.target))
    incident.target = undefined;
}

export type Similar = {
  /** Oldest first, at least `mostAlike`. */
  readonly incidents: readonly LiveIncident[];
  readonly sameActor: boolean;
  readonly sameTarget: boolean;
  readonly samePort: boolean;
};

/**
 * Open incidents that together with the finding are many that do the same: to one victim, by one actor, or something
 * harmless but odd that many hosts do at once.
 */
export function findSimilar(
  open: readonly LiveIncident[],
  finding: Finding,
  since: number,
): Similar | undefined {
  const { actor, target, kind } = finding;
  if (actor === undefined) return undefined;
  const recent = open.filter(
    one => one.kind === kind && one.actor !== undefined && !one.isNormal && one.activeAt >= since,
  );
  if (recent.length < mostAlike) return undefined;
  const others = recent.filter(one => !isSameParty(one.actor, actor));
  const onTarget = others.filter(one => areSame(one.target, target));
  if (differentActors(onTarget) >= mostAlike) return similar(onTarget, finding, false, true);
  const byActor = recent.filter(one => isSameParty(one.actor, actor));
  if (byActor.length >= mostAlike) return similar(byActor, finding, true, false);
  if (incidentKinds[kind].severity !== 'notice' || differentActors(others) < mostAlike) return undefined;
  return similar(others, finding, false, false);
}

function similar(
  incidents: readonly LiveIncident[],
  finding: Finding,
  sameActor: boolean,
  sameTarget: boolean,
): Similar {
  const samePort = incidents.every(one => one.port === finding.port);
  return { incidents, sameActor, sameTarget, samePort };
}

function differentActors(incidents: readonly LiveIncident[]): number {
  return incidents.filter(
    (one, index) => incidents.findIndex(other => isSameParty(other.actor, one.actor)) === index,
  ).length;
}
