import { countryName, plainWord } from './country-words.ts';
import type { FieldName } from './fields.ts';
import type { Expression } from './syntax.ts';
import {
  type CodedColumn,
  type Column,
  type LateValues,
  type NumberColumn,
  type RowNumber,
  type TextColumn,
  textCosts,
} from './target.ts';

/** Where the ends of rows are, each by the number of a place, and what places say. */
export type PlacesOfRows = {
  /** Number of the place of each end; hosts have one. */
  readonly source: RowNumber;
  readonly destination?: RowNumber;
  /** Its code in capitals; '' for none. */
  readonly country: (place: number) => string;
  readonly city: (place: number) => string;
  /** 0 for none. */
  readonly asn: (place: number) => number;
  /** The numbers that are no places: an address of no country, and one still being looked up. */
  readonly local: number;
  readonly unasked: number;
  /** Where answers come after packets. */
  readonly late?: LateValues;
};

/**
 * Columns for country, city and asn. A row is "local" when none of its ends is anywhere else, "unknown" when
 * nobody knows the country of one: neither is a country.
 */
export function placeColumns(places: PlacesOfRows): (field: FieldName) => Column | undefined {
  const { source, destination } = places;
  const both = destination === undefined ? [source] : [source, destination];
  return field => {
    switch (field) {
      case 'country':
        return countryColumn(places, both);
      case 'country.src':
        return destination === undefined ? undefined : countryColumn(places, [source]);
      case 'country.dst':
        return destination === undefined ? undefined : countryColumn(places, [destination]);
      case 'city':
        return coded(places, both, { kind: 'text', values: [places.city], cost: textCosts.stored });
      case 'asn':
        return coded(places, both, { kind: 'number', values: [place => places.asn(place) || -1] });
      default:
        return undefined;
    }
  };
}

function countryColumn(places: PlacesOfRows, codes: readonly RowNumber[]): CodedColumn {
  const { local, unasked, country } = places;
  const name = (place: number): string => countryName(country(place));
  const isUnknown = (place: number): boolean => place !== local && place !== unasked && country(place) === '';
  return {
    ...coded(places, codes, {
      kind: 'text',
      values: [country, name, place => plainWord(name(place))],
      cost: textCosts.stored,
    }),
    words: {
      local: row => codes.every(code => code(row) === local),
      unknown: row => codes.some(code => isUnknown(code(row))),
    },
  };
}

function coded(
  { late }: PlacesOfRows,
  codes: readonly RowNumber[],
  of: NumberColumn | TextColumn,
): CodedColumn {
  return { kind: 'coded', codes, of, ...(late === undefined ? {} : { late }) };
}

const placeFields: readonly FieldName[] = ['country', 'country.src', 'country.dst', 'city', 'asn'];
const detailFields: readonly FieldName[] = ['city', 'asn'];

/** Whether addresses have to be looked up for this filter. */
export function asksForPlaces(expression: Expression): boolean {
  return asksFor(expression, placeFields);
}

/** Whether countries alone are not enough for it. */
export function asksForDetails(expression: Expression): boolean {
  return asksFor(expression, detailFields);
}

function asksFor(expression: Expression, wanted: readonly FieldName[]): boolean {
  switch (expression.kind) {
    case 'and':
    case 'or':
      return expression.parts.some(part => asksFor(part, wanted));
    case 'not':
      return asksFor(expression.part, wanted);
    case 'field':
      return wanted.includes(expression.field.name);
    default:
      return false;
  }
}
