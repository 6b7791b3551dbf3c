import { safeString } from '../decode/text.ts';
import type { Field, Wanted } from './databases-fields.ts';

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

/** Fields of the records of MaxMind, and of the flat ones of ip-location-db and IPinfo. */
export const wantedFields: Wanted = {
  country: { iso_code: true },
  registered_country: { iso_code: true },
  country_code: true,
  city: { names: { en: true, '*': true } },
  city_name: true,
  traits: { autonomous_system_number: true, autonomous_system_organization: true },
  autonomous_system_number: true,
  autonomous_system_organization: true,
  asn: true,
  as_name: true,
  as_organization: true,
};

type Path = readonly string[];

const countryPaths: readonly Path[] = [
  ['country', 'iso_code'],
  ['registered_country', 'iso_code'],
  ['country_code'],
  ['country'],
];
const cityPaths: readonly Path[] = [['city', 'names', 'en'], ['city', 'names', '*'], ['city'], ['city_name']];
const asnPaths: readonly Path[] = [
  ['autonomous_system_number'],
  ['traits', 'autonomous_system_number'],
  ['asn'],
];
const organisationPaths: readonly Path[] = [
  ['autonomous_system_organization'],
  ['traits', 'autonomous_system_organization'],
  ['as_name'],
  ['as_organization'],
];

/** Reads a record of any of the schemas; every value is checked, since anybody could have made the file. */
export function readRecord(record: Field): PlaceRecord {
  return {
    country: first(record, countryPaths, asCountry) ?? '',
    city: first(record, cityPaths, asName) ?? '',
    asn: first(record, asnPaths, asNumber) ?? 0,
    organisation: first(record, organisationPaths, asName) ?? '',
  };
}

function first<T>(record: Field, paths: readonly Path[], read: (value: Field) => T | undefined) {
  for (const path of paths) {
    let value = record;
    for (const name of path) value = property(value, name);
    const found = read(value);
    if (found !== undefined) return found;
  }
  return undefined;
}

function property(value: Field, name: string): Field {
  return typeof value === 'object' && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** What databases say instead of nothing: unknown, proxies, satellites. */
const noCountries = ['ZZ', 'XX', 'AP', 'EU'];

function asCountry(value: Field): string | undefined {
  if (typeof value !== 'string' || !/^[A-Za-z]{2}$/.test(value)) return undefined;
  const code = value.toUpperCase();
  return noCountries.includes(code) ? undefined : code;
}

function asName(text: Field): string | undefined {
  if (typeof text !== 'string' || text === '' || text === '-') return undefined;
  const characters = [...text.slice(0, maxNameCharacters * 2)];
  const kept = characters.slice(0, maxNameCharacters).join('');
  const safe = safeString(kept.toWellFormed());
  return kept.length < text.length ? `${safe}…` : safe;
}

const largestAsn = 0xffff_ffff;

function asNumber(value: Field): number | undefined {
  const digits = typeof value === 'string' ? /^(?:AS)?(\d{1,10})$/.exec(value)?.[1] : undefined;
  const number = digits === undefined ? value : Number(digits);
  if (typeof number !== 'number' || !Number.isInteger(number)) return undefined;
  return number > 0 && number <= largestAsn ? number : undefined;
}
