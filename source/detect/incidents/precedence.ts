/** Which incident comes first, and for how long one lasts. */
import type { IncidentKind } from '../kinds.ts';
import { slowKinds } from './kind-relations.ts';
import type { LiveIncident } from './live-incident.ts';
import { nature } from './packet-natures.ts';

/** Told of once, however long it goes on. */
const foundOnce: ReadonlySet<IncidentKind> = new Set<IncidentKind>([
  'mining',
  'new-device',
  'new-country',
  'new-service',
  'dhcp-spoofing',
  'router-spoofing',
]);

export const quietSeconds = 60;
const longestQuietSeconds = 3600;

/** Who gets a packet that several could have: what is bad, and what says more precisely who it is about. */
export function comparePriority(one: LiveIncident, other: LiveIncident): number {
  return priority(other) - priority(one) || other.oddness - one.oddness || one.id - other.id;
}

function priority(incident: LiveIncident): number {
  const { actor, target, port, severity } = incident;
  return (
    (severity === 'bad' ? 8 : 0) +
    (actor !== undefined && target !== undefined ? 4 : 0) +
    (port >= 0 ? 2 : 0) +
    (incident.nature === nature.any ? 0 : 1)
  );
}

/** How long it stays open without news. */
export function patienceOf(incident: LiveIncident): number {
  if (!slowKinds.has(incident.kind)) return quietSeconds;
  const window = incident.measures[0]?.windowSeconds ?? 0;
  return Math.min(longestQuietSeconds, Math.max(quietSeconds, window));
}

/** So long after the latest finding packets are still taken for its own. */
const shortestHoldSeconds = 5;
const pacesHeld = 3;

/** How long it goes on taking packets without news: a while, and longer where findings come slowly. */
export function holdOf(incident: LiveIncident): number {
  const patience = patienceOf(incident);
  if (slowKinds.has(incident.kind) || foundOnce.has(incident.kind) || incident.nature === nature.flow)
    return patience;
  return Math.min(patience, Math.max(shortestHoldSeconds, incident.paceSeconds * pacesHeld));
}
