import type { Incident } from './incident.ts';
import { areSame, partyAddress } from './parties.ts';
import { type Names, nameOf, plainNames } from './speech.ts';

/** So many others are named, the newest of them. */
const mostNamed = 6;

/** Ids of others in which its actor takes part, ascending. */
export function relatedIds(incident: Incident, all: readonly Incident[]): readonly number[] {
  const { id, actor, card } = incident;
  if (actor === undefined) return [];
  return all
    .filter(
      other =>
        other.id !== id &&
        (areSame(other.actor, actor) ||
          areSame(other.target, actor) ||
          areSame(other.card ?? other.actor, card)),
    )
    .map(other => other.id);
}

/** '10.10.1.90 is also in incidents 1, 4'; '' where it is in no other. */
export function relatedIncidents(
  incident: Incident,
  all: readonly Incident[],
  names: Names = plainNames,
): string {
  const ids = relatedIds(incident, all);
  const { actor } = incident;
  if (actor === undefined || ids.length === 0) return '';
  const named = ids.slice(-mostNamed);
  const more = ids.length > named.length ? ` and ${ids.length - named.length} older` : '';
  const who = nameOf(actor, names) || partyAddress(actor);
  return `${who} is also in incident${ids.length === 1 ? '' : 's'} ${named.join(', ')}${more}`;
}
