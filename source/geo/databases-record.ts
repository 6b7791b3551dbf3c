import { safeString } from '../decode/text.ts';

/** What one database says of an address; '' and 0 where it is silent. */
export type PlaceRecord = {
  readonly country: string;
  readonly city: string;
  readonly asn: number;
  readonly organisation: string;
};

export const emptyRecord: PlaceRecord = { country: '', city: '', asn: 0, organisation: '' };

/** Longest name that is kept, in characters. */
export const maxNameCharacters = 80;

type Path = readonly string[];

// First what MaxMind's own classes say, then the flat records of ip-location-db and IPinfo.
const countryPaths: readonly Path[] = [
  ['country', 'isoCode'],
  ['registeredCountry', 'isoCode'],
  ['country', 'iso_code'],
  ['registered_country', 'iso_code'],
  ['country_code'],
  ['country'],
];
const cityPaths: readonly Path[] = [['city', 'names', 'en'], ['city', 'names'], ['city'], ['city_name']];
const asnPaths: readonly Path[] = [
  ['autonomousSystemNumber'],
  ['traits', 'autonomousSystemNumber'],
  ['autonomous_system_number'],
  ['traits', 'autonomous_system_number'],
  ['asn'],
];
const organisationPaths: readonly Path[] = [
  ['autonomousSystemOrganization'],
  ['traits', 'autonomousSystemOrganization'],
  ['autonomous_system_organization'],
  ['traits', 'autonomous_system_organization'],
  ['as_name'],
  ['as_organization'],
];

/** Reads a record of any of the schemas; every value is checked, since anybody could have made the file. */
export function readRecord(record: unknown): PlaceRecord {
  return {
    country: first(record, countryPaths, asCountry) ?? '',
    city: first(record, cityPaths, asName) ?? '',
    asn: first(record, asnPaths, asNumber) ?? 0,
    organisation: first(record, organisationPaths, asName) ?? '',
  };
}

function first<T>(record: unknown, paths: readonly Path[], read: (value: unknown) => T | undefined) {
  for (const path of paths) {
    let value = record;
    for (const name of path) value = property(value, name);
    const found = read(value);
    if (found !== undefined) return found;
  }
  return undefined;
}

function property(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

/** What databases say instead of nothing: unknown, proxies, satellites. */
const noCountries = ['ZZ', 'XX', 'AP', 'EU'];

function asCountry(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^[A-Za-z]{2}$/.test(value)) return undefined;
  const code = value.toUpperCase();
  return noCountries.includes(code) ? undefined : code;
}

/** A text, or the first of a map of names by language. */
function asName(value: unknown): string | undefined {
  const text = typeof value === 'object' && value !== null ? Object.values(value)[0] : value;
  if (typeof text !== 'string' || text === '' || text === '-') return undefined;
  const characters = [...text.slice(0, maxNameCharacters * 2)];
  const kept = characters.slice(0, maxNameCharacters).join('');
  const safe = safeString(kept.toWellFormed());
  return kept.length < text.length ? `${safe}…` : safe;
}

const largestAsn = 0xffff_ffff;

function asNumber(value: unknown): number | undefined {
  const digits = typeof value === 'string' ? /^(?:AS)?(\d{1,10})$/.exec(value)?.[1] : undefined;
  const number = digits === undefined ? value : Number(digits);
  if (typeof number !== 'number' || !Number.isInteger(number)) return undefined;
  return number > 0 && number <= largestAsn ? number : undefined;
}
