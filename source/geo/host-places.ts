import type { PlaceTable } from './place-table.ts';

/**
 * Who knows places. The words are those of the address to be located (located-address.ts), IPv4 in the last;
 * callers never ask for an address that is not public.
 */
export type PlaceFinder = {
  readonly places: PlaceTable;
  /** At once: a place of at least 1, or 0 when it has to be waited for. Allocates nothing for known addresses. */
  findNow(kind: number, a: number, b: number, c: number, d: number): number;
  /** Calls `onPlace(token, place)` later, never from inside, exactly once, with a place of at least 1. */
  request(kind: number, a: number, b: number, c: number, d: number, token: number): void;
  /** Set by whoever asks. */
  onPlace: (token: number, place: number) => void;
};
