import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findHome, homeCountry } from './home.ts';
import { countryOfZone, zoneOf } from './time-zone.ts';

const tables = {
  zones:
    '# a comment\nDE\t+5230+01322\tEurope/Berlin\tmost of Germany\nNL\t+5222+00454\tEurope/Amsterdam\nIN\t+2232+08822\tAsia/Kolkata\n',
  sharedZones: 'CH,DE,LI\t+4723+00832\tEurope/Zurich\n',
  data: '# version 2026a\nR x\nL Asia/Kolkata Asia/Calcutta\nL Europe/Brussels CET\nL Europe/Zurich Europe/Vaduz\nL A/B B/A\nL B/A A/B\n',
};

describe('countryOfZone', () => {
  it.each([
    ['Europe/Berlin', 'DE'],
    ['Europe/Zurich', 'CH'],
    ['Asia/Calcutta', 'IN'],
    ['Europe/Vaduz', 'CH'],
    ['CET', ''],
    ['UTC', ''],
    ['Etc/GMT+5', ''],
    ['GMT0', ''],
    ['', ''],
    ['Nowhere/City', ''],
    ['A/B', ''],
  ])('%s is in "%s"', (zone, country) => {
    expect(countryOfZone(zone, tables)).toBe(country);
  });

  const folder = '/usr/share/zoneinfo';

  it.runIf(existsSync(`${folder}/zone.tab`))('understands the tables of this system', () => {
    const text = (name: string) =>
      existsSync(`${folder}/${name}`) ? readFileSync(`${folder}/${name}`, 'utf8') : '';
    const real = { zones: text('zone.tab'), sharedZones: text('zone1970.tab'), data: text('tzdata.zi') };
    const zones = ['Europe/Berlin', 'Europe/Oslo', 'America/New_York', 'Asia/Tokyo', 'Etc/UTC', 'CET'];
    expect(zones.map(zone => countryOfZone(zone, real))).toEqual(['DE', 'NO', 'US', 'JP', '', '']);
    // Tables without other names of zones exist as well.
    expect(['IN', '']).toContain(countryOfZone('Asia/Calcutta', real));
  });
});

describe('zoneOf', () => {
  const nothing = { variable: undefined, file: undefined, link: undefined, runtime: undefined };

  it('believes the variable, then the file, the link, the runtime', () => {
    const all = {
      variable: ':Asia/Tokyo',
      file: 'Europe/Oslo\n',
      link: '/usr/share/zoneinfo/Europe/Rome',
      runtime: 'UTC',
    };
    expect(zoneOf(all)).toBe('Asia/Tokyo');
    expect(zoneOf({ ...all, variable: '/usr/share/zoneinfo/posix/Asia/Tokyo' })).toBe('Asia/Tokyo');
    expect(zoneOf({ ...all, variable: 'CET-1CEST,M3.5.0,M10.5.0/3' })).toBe('Europe/Oslo');
    expect(zoneOf({ ...all, variable: undefined, file: '' })).toBe('Europe/Rome');
    expect(zoneOf({ ...nothing, link: '../usr/share/zoneinfo/America/Argentina/Buenos_Aires' })).toBe(
      'America/Argentina/Buenos_Aires',
    );
    expect(zoneOf({ ...nothing, runtime: 'UTC' })).toBe('UTC');
    expect(zoneOf(nothing)).toBe('');
    expect(zoneOf({ ...nothing, file: '\u001b[2J' })).toBe('');
  });
});

describe('homeCountry', () => {
  const sources = {
    setting: undefined,
    addresses: ['127.0.0.1', '192.168.1.2', 'fe80::1%eth0', 'rubbish', '193.0.6.139'],
    lookUp: (address: string) => (address === '193.0.6.139' ? 'NL' : ''),
    zone: 'Europe/Berlin',
    tables,
  };

  it('is what the user says, where a public address is, or what the clock says', () => {
    expect(homeCountry({ ...sources, setting: 'FR' })).toEqual({ country: 'FR', because: 'setting' });
    expect(homeCountry(sources)).toEqual({ country: 'NL', because: 'address' });
    expect(homeCountry({ ...sources, addresses: ['2002:c100:068b::1'] }).country).toBe('NL');
    const asked: string[] = [];
    const lookUp = (address: string) => {
      asked.push(address);
      return '';
    };
    expect(homeCountry({ ...sources, lookUp })).toEqual({ country: 'DE', because: 'time zone' });
    expect(asked).toEqual(['193.0.6.139']);
    expect(homeCountry({ ...sources, addresses: [], zone: 'UTC' })).toEqual({
      country: '',
      because: 'unknown',
    });
  });

  it('can be found on this machine', () => {
    const silent = {
      lookUp: () => ({
        country: '',
        city: '',
        asn: 0,
        organisation: '',
        origin: 'database' as const,
        source: '',
        at: 0,
      }),
    };
    expect(findHome(undefined, silent, {}).country).toMatch(/^([A-Z]{2})?$/);
    expect(findHome('SE', silent, {})).toEqual({ country: 'SE', because: 'setting' });
  });
});
