import { formatAddress } from '../flows/address-words.ts';
import { AddressPlaces } from './address-places.ts';
import type { PlaceFinder } from './host-places.ts';
import { PlaceTable } from './place-table.ts';
import type { LocalDatabases } from './tiers.ts';

/** Databases do not change while they are open. */
const forever = 0xffff_ffff;

/** Finds places with this process's memory and databases alone: every answer comes at once. */
export class LocalFinder implements PlaceFinder {
  readonly places = new PlaceTable();
  onPlace: (token: number, place: number) => void = () => undefined;
  readonly #memory = new AddressPlaces();
  readonly #databases: LocalDatabases;

  constructor(databases: LocalDatabases) {
    this.#databases = databases;
  }

  findNow(kind: number, a: number, b: number, c: number, d: number): number {
    const known = this.#memory.get(kind, a, b, c, d, 0);
    if (known > 0) return known;
    const place = this.places.intern(this.#databases.lookUp(formatAddress(kind, a, b, c, d)));
    this.#memory.set(kind, a, b, c, d, place, forever);
    return place;
  }

  request(kind: number, a: number, b: number, c: number, d: number, token: number): void {
    setImmediate(() => this.onPlace(token, this.findNow(kind, a, b, c, d)));
  }
}
