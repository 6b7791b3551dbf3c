import { formatMac } from '../../decode/address.ts';
import { formatAddress } from '../../flows/address-words.ts';
import type { Party } from '../contracts.ts';
import { addressKey } from '../host-key.ts';

export const macKind = 48;

/** The same number in every life of the program; 0 for nobody. */
export function partyKey(party: Party | undefined): number {
  return party === undefined ? 0 : addressKey(party.kind, party.a, party.b, party.c, party.d);
}

export function isSameParty(one: Party | undefined, other: Party | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return (
    one.d === other.d &&
    one.c === other.c &&
    one.b === other.b &&
    one.a === other.a &&
    one.kind === other.kind
  );
}

/** Both are there and the same. */
export function areSame(one: Party | undefined, other: Party | undefined): boolean {
  return one !== undefined && other !== undefined && isSameParty(one, other);
}

/** Different ones are told apart up to this many. */
const maxParties = 256;

/** Adds a key to those known. */
export function addBounded(set: Set<number>, key: number): void {
  if (key !== 0 && set.size < maxParties) set.add(key);
}

/** The address alone, '10.0.0.5' or 'aa:bb:cc:dd:ee:ff'. */
export function partyAddress({ kind, a, b, c, d }: Party): string {
  return kind === macKind ? formatMac(c, d) : formatAddress(kind, a, b, c, d);
}
