import type { Party } from '../detect/contracts.ts';
import type { Incident } from '../detect/incidents/incident.ts';
import { partyAddress } from '../detect/incidents/parties.ts';
import { shortNumber } from '../flows/amounts.ts';
import type { Tracker } from '../flows/tracker.ts';

/** Incidents in the cells of a table: who, to whom, and what those are called. */

export function actorText({ actor, actors }: Incident): string {
  if (actor !== undefined) return partyAddress(actor);
  return actors > 1 ? `${shortNumber(actors)} hosts` : '';
}

export function targetText({ target, targets, port }: Incident): string {
  if (target === undefined) return targets > 1 ? `${shortNumber(targets)} hosts` : '';
  const text = partyAddress(target);
  return port < 0 ? text : target.kind === 6 ? `[${text}]:${port}` : `${text}:${port}`;
}

/** What those that take part are called, as far as that was seen: '10.0.0.5 is nas.example'; '' where nothing was. */
export function partyNames({ actor, target }: Incident, tracker: Tracker): string {
  return [actor, target]
    .flatMap(party => {
      const name = party === undefined ? '' : nameOf(party, tracker);
      return party === undefined || name === '' ? [] : [`${partyAddress(party)} is ${name}`];
    })
    .join(', ');
}

function nameOf({ kind, a, b, c, d }: Party, tracker: Tracker): string {
  return kind === 48 ? '' : tracker.hostName(tracker.hosts.find(kind, a, b, c, d));
}
