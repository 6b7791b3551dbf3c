import type { GeoAnswer } from '../geo/answer.ts';

/** An answer with all fields, said now. */
export function someAnswer(fields: Partial<GeoAnswer> = {}): GeoAnswer {
  return {
    country: 'DE',
    city: 'Köln',
    asn: 3320,
    organisation: 'Deutsche Telekom AG',
    origin: 'web',
    source: 'geolite.info',
    at: Math.floor(Date.now() / 1000),
    ...fields,
  };
}

/** Nobody knows. */
export function noAnswer(fields: Partial<GeoAnswer> = {}): GeoAnswer {
  return someAnswer({ country: '', city: '', asn: 0, organisation: '', ...fields });
}

/** Different public addresses. */
export function manyAddresses(count: number, first = 0): string[] {
  return Array.from({ length: count }, (_, index) => {
    const number = first + index;
    return `11.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`;
  });
}
