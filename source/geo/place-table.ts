import { safeString } from '../decode/text.ts';
import type { GeoAnswer } from './answer.ts';
import { countryCode, countryNumber } from './countries.ts';

/**
 * Places by small numbers, so that columns can hold them: each different (country, city, system) once. The
 * first numbers mean something else than a place. A number never comes to mean another place.
 */

/** Not looked up yet. */
export const placeUnasked = 0;
/** An address of no country: private, multicast … */
export const placeLocal = 1;
/** Looked up, and nobody knows; or not looked up because there were too many. */
export const placeUnknown = 2;
/** The first number that is a place. */
const firstPlace = 3;

export const defaultMaxPlaces = 65_536;
/** Kept free for places without city and organisation, and for bare countries, of which every one must fit. */
const systemShare = 8;
const bareCountries = 700;
const leastPlaces = 4096;

/** Longer names are cut: nobody's city or company needs more. */
export const maxNameLength = 80;
const maxSystemNumber = 0xffff_ffff;

/** What a place is made of: an answer without its origin. */
export type PlaceParts = Pick<GeoAnswer, 'country' | 'city' | 'asn' | 'organisation'>;

export class PlaceTable {
  readonly #byKey = new Map<string, number>();
  /** Number of the country (countries.ts), by place. */
  readonly #country: Int16Array;
  readonly #asn: Float64Array;
  readonly #city: string[] = ['', '', ''];
  readonly #organisation: string[] = ['', '', ''];
  /** Each name once, however many places share it. */
  readonly #names = new Map<string, string>();
  readonly #fullLimit: number;
  readonly #systemLimit: number;
  #size = firstPlace;
  /** Answers of which only a part was kept because the table was full. */
  simplified = 0;

  constructor(maxPlaces = defaultMaxPlaces) {
    const most = Math.max(maxPlaces, leastPlaces);
    this.#country = new Int16Array(most);
    this.#country[placeLocal] = countryNumber('local');
    this.#asn = new Float64Array(most);
    this.#systemLimit = most - bareCountries;
    this.#fullLimit = this.#systemLimit - Math.floor(most / systemShare);
  }

  /** Numbers in use, the reserved ones among them. */
  get size(): number {
    return this.#size;
  }

  /** The number of a place; `placeUnknown` when the answer says nothing. What it says is checked and cut. */
  intern(answer: PlaceParts): number {
    const country = countryNumber(answer.country);
    const asn = systemNumber(answer.asn);
    const city = safeName(answer.city);
    const organisation = asn === 0 ? '' : safeName(answer.organisation);
    const known = this.#find(country, city, asn, organisation);
    if (known !== undefined) return known;
    if (this.#size < this.#fullLimit) return this.#add(country, city, asn, organisation);
    if (city !== '' || organisation !== '') this.simplified += 1;
    const system = this.#find(country, '', asn, '');
    if (system !== undefined) return system;
    if (this.#size < this.#systemLimit) return this.#add(country, '', asn, '');
    if (asn !== 0) this.simplified += 1;
    return this.#find(country, '', 0, '') ?? this.#add(country, '', 0, '');
  }

  /** Small number of the place's country: see countries.ts. */
  countryNumber(place: number): number {
    return this.#country[place] as number;
  }

  /** Two capitals; '' for what has no country. */
  country(place: number): string {
    return countryCode(this.#country[place] ?? 0);
  }

  city(place: number): string {
    return this.#city[place] ?? '';
  }

  /** Autonomous system number, 0 when unknown. */
  asn(place: number): number {
    return this.#asn[place] ?? 0;
  }

  organisation(place: number): string {
    return this.#organisation[place] ?? '';
  }

  #find(country: number, city: string, asn: number, organisation: string): number | undefined {
    if (asn === 0 && city === '' && country === countryNumber('')) return placeUnknown;
    return this.#byKey.get(keyOf(country, city, asn, organisation));
  }

  #add(country: number, city: string, asn: number, organisation: string): number {
    const place = this.#size;
    this.#size += 1;
    this.#country[place] = country;
    this.#asn[place] = asn;
    this.#city[place] = this.#once(city);
    this.#organisation[place] = this.#once(organisation);
    this.#byKey.set(keyOf(country, city, asn, organisation), place);
    return place;
  }

  #once(name: string): string {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    this.#names.set(name, name);
    return name;
  }
}

function keyOf(country: number, city: string, asn: number, organisation: string): string {
  // No name holds a line break: safeName shows it.
  return `${country} ${asn}\n${city}\n${organisation}`;
}

function systemNumber(asn: number): number {
  return Number.isInteger(asn) && asn > 0 && asn <= maxSystemNumber ? asn : 0;
}

function safeName(name: string): string {
  if (name === '') return '';
  // Cut first: a hostile name may be megabytes long.
  const cut = [...name.slice(0, maxNameLength * 2)].slice(0, maxNameLength).join('');
  const safe = safeString(cut).trim();
  return safe.length <= maxNameLength ? safe : [...safe].slice(0, maxNameLength).join('');
}
