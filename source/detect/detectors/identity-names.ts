import type { HostTable } from '../../flows/host-table.ts';
import type { Party } from '../contracts.ts';
import { hostParty } from '../host-key.ts';
import type { AddressClaims } from './identity-claims.ts';
import { cardParty, hostOfCard } from './identity-words.ts';

/** A card by its own address, IPv4 where it has one; by itself where it has none that is known. */
export function nameCard(claims: AddressClaims, hosts: HostTable, high: number, low: number): Party {
  const { kind, ownerHigh, ownerLow, ownerSightings } = claims;
  let best = -1;
  for (let at = 0; at < kind.length; at += 1) {
    if (ownerSightings[at] === 0 || ownerHigh[at] !== high || ownerLow[at] !== low) continue;
    if (best < 0 || (kind[at] as number) < (kind[best] as number)) best = at;
  }
  if (best >= 0 && kind[best] === 4) return claims.party(best);
  const host = hostOfCard(hosts, high, low, one => isOfAnother(claims, hosts, one, high, low));
  if (host >= 0) return hostParty(hosts, host);
  return best >= 0 ? claims.party(best) : cardParty(high, low);
}

/** The host's address is known to be at another card: who passes on what others send is not they. */
function isOfAnother(
  claims: AddressClaims,
  hosts: HostTable,
  host: number,
  high: number,
  low: number,
): boolean {
  const { kind, a, b, c, d } = hostParty(hosts, host);
  const at = claims.search(kind, a, b, c, d);
  return at >= 0 && (claims.ownerHigh[at] !== high || claims.ownerLow[at] !== low);
}
