import { describe, expect, it } from 'vitest';
import {
  countryCode,
  countryLabel,
  countryLocal,
  countryNumber,
  countryNumbers,
  countryUnknown,
} from './countries.ts';
import { maxNameLength, PlaceTable, placeLocal, placeUnasked, placeUnknown } from './place-table.ts';

const berlin = { country: 'DE', city: 'Berlin', asn: 3320, organisation: 'Deutsche Telekom AG' };

describe('countries', () => {
  it('numbers every code of two capitals, and nothing else', () => {
    const seen = new Set<number>();
    for (let one = 65; one < 91; one += 1) {
      for (let two = 65; two < 91; two += 1) {
        const code = String.fromCharCode(one, two);
        if (code === 'ZZ') continue;
        const number = countryNumber(code);
        expect(countryCode(number)).toBe(code);
        expect(number).toBeLessThan(countryNumbers);
        seen.add(number);
      }
    }
    expect(seen.size).toBe(675);
    for (const wrong of ['', 'de', 'DEU', 'D', 'D3', 'ÄÖ', 'ZZ', '\x1b[']) {
      expect(countryNumber(wrong)).toBe(countryUnknown);
    }
  });

  it('calls countries what people call them, and codes nobody named by their code', () => {
    expect(countryLabel(countryNumber('DE'))).toBe('Germany');
    expect(countryLabel(countryNumber('QX'))).toBe('QX');
    expect([countryLocal, countryUnknown].map(countryLabel)).toEqual(['local', 'unknown']);
  });
});

describe('places', () => {
  it('gives the same place the same number, and tells what it is', () => {
    const places = new PlaceTable();
    const place = places.intern(berlin);
    expect(place).toBeGreaterThan(placeUnknown);
    expect(places.intern({ ...berlin })).toBe(place);
    expect(places.intern({ ...berlin, city: '' })).not.toBe(place);
    expect([
      places.country(place),
      places.countryNumber(place),
      places.city(place),
      places.asn(place),
      places.organisation(place),
    ]).toEqual(['DE', countryNumber('DE'), 'Berlin', 3320, 'Deutsche Telekom AG']);
  });

  it('knows its first numbers, and that an empty answer is nobody knowing', () => {
    const places = new PlaceTable();
    expect([placeUnasked, placeLocal, placeUnknown].map(place => places.country(place))).toEqual([
      '',
      '',
      '',
    ]);
    expect(places.countryNumber(placeLocal)).toBe(countryLocal);
    expect(places.countryNumber(placeUnknown)).toBe(countryUnknown);
    expect(places.intern({ country: '', city: '', asn: 0, organisation: '' })).toBe(placeUnknown);
    const system = places.intern({ country: '', city: '', asn: 64_496, organisation: 'X' });
    expect(places.countryNumber(system)).toBe(countryUnknown);
    expect(places.asn(system)).toBe(64_496);
  });

  it('keeps nothing that could harm a terminal, and nothing long', () => {
    const places = new PlaceTable();
    const place = places.intern({
      country: '\x1b[2J',
      city: `\x1b]0;x\x07${'a'.repeat(1e6)}`,
      asn: Number.NaN,
      organisation: 'of no system',
    });
    expect(places.country(place)).toBe('');
    expect(places.asn(place)).toBe(0);
    expect(places.organisation(place)).toBe('');
    expect(places.city(place).length).toBeLessThanOrEqual(maxNameLength);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is the point
    expect(places.city(place)).not.toMatch(/[\x00-\x1f]/);
  });

  it('keeps the country when there is no room for more', () => {
    const places = new PlaceTable(4096);
    const asked = (index: number): number =>
      places.intern({
        country: index % 2 === 0 ? 'DE' : 'US',
        city: `${index}`,
        asn: index,
        organisation: 'o',
      });
    for (let index = 1; index < 50_000; index += 1) {
      expect(places.country(asked(index))).toBe(index % 2 === 0 ? 'DE' : 'US');
    }
    for (let number = 2; number < countryNumbers; number += 1) {
      const country = countryCode(number);
      if (country === 'ZZ') continue;
      expect(places.country(places.intern({ country, city: 'c', asn: 7, organisation: '' }))).toBe(country);
    }
    expect(places.size).toBeLessThanOrEqual(4096);
    expect(places.simplified).toBeGreaterThan(40_000);
    expect(places.city(asked(1))).toBe('1');
  });
});
