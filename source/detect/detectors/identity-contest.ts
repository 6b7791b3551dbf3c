import { formatMac } from '../../decode/address.ts';
import type { DetectorTools } from '../contracts.ts';
import type { IncidentKind } from '../kinds.ts';
import { claim } from './identity-cards.ts';
import { type AddressClaims, contestSeconds } from './identity-claims.ts';
import { finding, measure, partyText, rarity } from './identity-words.ts';

/** Lies told to one other, unasked: so many are enough where their card has another address or takes several. */
const directedLies = 2;
/** And so many whoever says it. */
const directedLiesOfAnybody = 3;
/** Unasked claims of a card that takes several addresses. */
const liesOfManyFaces = 2;
/** Announcements to everybody against an owner who is still there; two machines set up alike do not go on for long. */
const announcedLies = 5;
/** Answers in another's place count where the owner was known for so long, and alone with the address. */
const answeredLies = 3;
const knownSightings = 20;
const knownSeconds = 600;

/** Somebody takes an address from its owner, rather than two machines having the same one by mistake. */
export function isSpoofing(claims: AddressClaims, at: number): boolean {
  const high = claims.otherHigh[at] as number;
  const low = claims.otherLow[at] as number;
  const directed = claims.count(at, claim.directed);
  const announced = claims.count(at, claim.announcement);
  if (directed >= directedLiesOfAnybody) return true;
  const isSeveral = claims.takenBy(high, low) > 1;
  const isAlive = claims.isOwnerAlive(at);
  if (isSeveral && isAlive && directed + announced >= liesOfManyFaces) return true;
  if (directed >= directedLies) return isSeveral || claims.ownsSomething(high, low);
  if (!isAlive || claims.count(at, claim.use) > 0) return false;
  if (announced >= announcedLies) return claims.ownsSomething(high, low);
  const known = (claims.since[at] as number) - (claims.ownerFirst[at] as number);
  return (
    claims.count(at, claim.answer) >= answeredLies &&
    (claims.ownerSightings[at] as number) >= knownSightings &&
    known >= knownSeconds &&
    claims.ownsSomething(high, low)
  );
}

/** Both machines use it, and neither seems to lie: who has another address need not announce this one. */
export function isConflict(claims: AddressClaims, at: number): boolean {
  if (!claims.isOwnerAlive(at) || isSpoofing(claims, at)) return false;
  if (claims.count(at, claim.use) > 0) return true;
  if (claims.count(at, claim.announcement) === 0) return false;
  return !claims.ownsSomething(claims.otherHigh[at] as number, claims.otherLow[at] as number);
}

/** Reports the contest of entry `at` as `kind`. */
export function reportContest(
  tools: DetectorTools,
  claims: AddressClaims,
  at: number,
  kind: IncidentKind,
  now: number,
): void {
  claims.isFresh[at] = 0;
  const high = claims.otherHigh[at] as number;
  const low = claims.otherLow[at] as number;
  const lies =
    claims.count(at, claim.use) +
    claims.count(at, claim.answer) +
    claims.count(at, claim.announcement) +
    claims.count(at, claim.directed);
  const target = claims.party(at);
  const name = partyText(target);
  const owner = formatMac(claims.ownerHigh[at] as number, claims.ownerLow[at] as number);
  tools.report(
    finding(kind, now, {
      actor: kind === 'address-conflict' ? undefined : claims.partyOf(high, low),
      target,
      protocol: target.kind === 4 ? 'ARP' : 'ICMPv6',
      packet: claims.packet[at] as number,
      measures: [
        measure('claims of an address another has', lies, rarity(lies, claims.heard), {
          windowSeconds: contestSeconds,
          usual: 0,
        }),
      ],
      // One for each address: all of them are to be named.
      details: [`${name} was at ${owner}, is claimed by ${formatMac(high, low)}`],
      actors: kind === 'address-conflict' ? 2 : 1,
    }),
  );
}
