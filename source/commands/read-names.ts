import { safeString } from '../decode/text.ts';
import type { Party } from '../detect/contracts.ts';
import { macKind, partyAddress } from '../detect/incidents/parties.ts';
import { type Names, shorten } from '../detect/incidents/speech.ts';
import type { Tracker } from '../flows/tracker.ts';

/** What sentences have room for. */
const mostCharacters = 42;
/** Less of a name says nothing. */
const leastNameCharacters = 6;
const brackets = 3;

/** What the tracker heard a host be called; '' for nothing. Safe for a terminal. */
export function learnedName(tracker: Tracker, { kind, a, b, c, d }: Party): string {
  return kind === macKind ? '' : safeString(tracker.hostName(tracker.hosts.find(kind, a, b, c, d)));
}

/** '10.0.0.5 (nas.example)': names are what hosts say of themselves, so the address is always there. */
export function namesBeside(tracker: Tracker): Names {
  return {
    party: party => {
      const address = partyAddress(party);
      const name = learnedName(tracker, party);
      const room = mostCharacters - address.length - brackets;
      return name === '' || room < leastNameCharacters ? address : `${address} (${shorten(name, room)})`;
    },
  };
}

/** Names alone, for documents that have the address in a field of its own. */
export function namesAlone(tracker: Tracker): Names {
  return { party: party => learnedName(tracker, party) };
}
