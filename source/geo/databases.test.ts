import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Reader } from '@maxmind/geoip2-node';
import { describe, expect, it } from 'vitest';
import { cityRecord, countryRecord, mmdbFile, systemRecord } from '../testing/mmdb-file.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { isNotFound } from './answer.ts';
import { openDatabases } from './databases.ts';

const day = 86_400;
const built = Date.UTC(2026, 5, 9) / 1000;
const now = () => built + 30 * day;
const onlyNamed = { folders: [], bundled: null, now };

const city = mmdbFile({
  type: 'GeoLite2-City',
  built,
  networks: [
    ['9.0.0.0/8', cityRecord('US', 'Armonk')],
    ['9.9.9.0/24', cityRecord('CH', 'Zürich')],
    ['2a00::/16', cityRecord('DE', 'Berlin')],
  ],
});
const country = mmdbFile({
  type: 'GeoLite2-Country',
  recordBits: 28,
  built,
  networks: [
    ['9.0.0.0/8', countryRecord('FR')],
    ['20.0.0.0/8', countryRecord('NL')],
  ],
});
const systems = mmdbFile({
  type: 'GeoLite2-ASN',
  recordBits: 32,
  built,
  networks: [
    ['9.9.0.0/16', systemRecord(19281, 'Quad9')],
    ['30.0.0.0/8', systemRecord(4_200_000_000, 'Private Use')],
  ],
});

function inFolder(files: Readonly<Record<string, Uint8Array>>) {
  const folder = temporaryFolder();
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder.path, name), bytes);
  return folder;
}

describe('the bundled countries', () => {
  const databases = openDatabases([], {}, { folders: [] });

  // Registries and long-standing networks: where they are has not changed in decades.
  it.each([
    ['193.0.6.139', 'NL'],
    ['2001:67c:2e8:22::c100:68b', 'NL'],
    ['8.8.8.8', 'US'],
    ['2001:4860:4860::8888', 'US'],
    ['202.12.29.1', 'AU'],
    ['2001:dc0:2001::1', 'AU'],
    ['200.7.84.1', 'UY'],
    ['2001:13c7:7002::1', 'UY'],
    ['196.216.2.1', 'ZA'],
    ['133.11.0.1', 'JP'],
    ['2001:240::1', 'JP'],
    ['131.188.3.1', 'DE'],
    ['2001:638:a000::1', 'DE'],
    ['128.232.0.1', 'GB'],
    ['129.240.0.1', 'NO'],
    ['18.26.0.1', 'US'],
    ['2409:8000::1', 'CN'],
    ['200.160.2.3', 'BR'],
  ])('know %s to be in %s', (address, code) => {
    expect(databases.lookUp(address).country).toBe(code);
  });

  it('are one database that knows countries and nothing else', () => {
    expect(databases).toMatchObject({ isUsable: true, detail: 1, refusals: [] });
    const answer = databases.lookUp('193.0.6.139');
    expect(answer).toMatchObject({ city: '', asn: 0, organisation: '', origin: 'database' });
    expect(answer.source).toMatch(/^bundled countries of \d{4}-\d\d-\d\d$/);
  });

  it.each([
    '10.0.0.1',
    '127.0.0.1',
    '192.0.2.1',
    '::1',
    'fe80::1',
    '2001:db8::1',
    '',
    'nonsense',
    '1.2.3',
    '9'.repeat(60),
  ])('know nothing of %s', address => {
    expect(isNotFound(databases.lookUp(address))).toBe(true);
  });
});

describe('databases of the user', () => {
  it('give country and city from one file, the system from another, and say which', () => {
    using folder = inFolder({ 'a.mmdb': country, 'b-city.mmdb': city, 'c-asn.mmdb': systems });
    const databases = openDatabases([join(folder.path, 'a.mmdb'), folder.path], {}, onlyNamed);
    expect(databases.lookUp('9.9.9.9')).toEqual({
      country: 'CH',
      city: 'Zürich',
      asn: 19281,
      organisation: 'Quad9',
      origin: 'database',
      source: 'GeoLite2-City of 2026-06-09, GeoLite2-ASN of 2026-06-09',
      at: now(),
    });
    expect(databases.detail).toBe(2);
    // The city file is silent here; the country file is not.
    expect(databases.lookUp('20.1.2.3')).toMatchObject({
      country: 'NL',
      source: 'GeoLite2-Country of 2026-06-09',
    });
    expect(databases.lookUp('9.1.2.3')).toMatchObject({ country: 'US', city: 'Armonk', asn: 0 });
    expect(databases.lookUp('30.1.2.3')).toMatchObject({ country: '', asn: 4_200_000_000 });
    expect(databases.lookUp('2a00:1450::1')).toMatchObject({ country: 'DE', city: 'Berlin' });
    expect(isNotFound(databases.lookUp('2a01::1'))).toBe(true);
    expect(databases.facts()).toMatchObject({
      tier: 'database',
      state: 'ready',
      isTrouble: false,
      asked: 6,
      answered: 5,
    });
  });

  it('go before the bundled one, which still answers for what they do not know', () => {
    using folder = inFolder({ 'city.mmdb': city });
    const databases = openDatabases([folder.path], {}, { folders: [], now });
    expect(databases.lookUp('9.9.9.9').country).toBe('CH');
    expect(databases.lookUp('193.0.6.139')).toMatchObject({ country: 'NL', city: '' });
  });

  it('are found by environment and in the usual places, each once', () => {
    using folder = inFolder({ 'GeoLite2-City.mmdb': city, 'GeoIP2-Domain.mmdb': Buffer.from('left alone') });
    using other = inFolder({ 'GeoLite2-ASN.mmdb': systems });
    symlinkSync(join(folder.path, 'GeoLite2-City.mmdb'), join(other.path, 'city-again.mmdb'));
    const databases = openDatabases(
      [],
      { ODDWIRE_GEO_DB: `${join(other.path, 'GeoLite2-ASN.mmdb')},` },
      {
        ...onlyNamed,
        folders: [folder.path, other.path, '/nonexistent'],
      },
    );
    expect(databases.lookUp('9.9.9.9')).toMatchObject({ country: 'CH', asn: 19281 });
    expect(databases.facts().details).toHaveLength(2);
    expect(databases.refusals).toEqual([]);
  });

  it('may have the flat records of other makers', () => {
    using folder = inFolder({
      'lite.mmdb': mmdbFile({
        type: 'ipinfo bundle_lite.mmdb',
        networks: [
          ['9.9.9.0/24', { country: 'Switzerland', country_code: 'CH', asn: 'AS19281', as_name: 'Quad9' }],
        ],
      }),
      'flat-city.mmdb': mmdbFile({
        type: 'city ipv4',
        ipVersion: 4,
        networks: [['9.9.8.0/24', { country_code: 'ch', city: 'Bern' }]],
      }),
    });
    const databases = openDatabases([folder.path], {}, onlyNamed);
    expect(databases.lookUp('9.9.9.9')).toMatchObject({ country: 'CH', asn: 19281, organisation: 'Quad9' });
    expect(databases.lookUp('9.9.8.1')).toMatchObject({ country: 'CH', city: 'Bern' });
    expect(isNotFound(databases.lookUp('2a00::1'))).toBe(true);
  });

  it('are told to be old', () => {
    using folder = inFolder({ 'city.mmdb': city });
    const databases = openDatabases([folder.path], {}, { ...onlyNamed, now: () => built + 400 * day });
    databases.load();
    const { isTrouble, details } = databases.facts();
    expect(isTrouble).toBe(true);
    expect(details[0]).toEqual([
      'GeoLite2-City',
      `built 2026-06-09, 0.0 MB, older than a year: update it with geoipupdate, ${join(folder.path, 'city.mmdb')}`,
    ]);
  });
});

describe("MaxMind's own reader", () => {
  const places = ['9.9.9.9', '9.1.2.3', '20.1.2.3', '30.1.2.3', '2a00:1450::1', '2a01::1', '223.255.255.255'];

  /** What it says, in our words; it throws for what it does not know. */
  function said<T>(ask: () => T): T | undefined {
    try {
      return ask();
    } catch {
      return undefined;
    }
  }

  it.each(['GeoLite2-City', 'GeoIP2-Enterprise', 'GeoLite2-Country', 'GeoLite2-ASN', 'GeoIP2-ISP'])(
    'says the same of a %s file',
    type => {
      const place = type.includes('Country') ? countryRecord('DE') : cityRecord('DE', 'Köln');
      const record = {
        ...(place as object),
        ...(systemRecord(64, 'Ärger GmbH') as object),
      };
      const networks = [
        ['9.9.9.0/24', record],
        ['20.0.0.0/7', record],
        ['2a00::/16', countryRecord('FR')],
      ] as const;
      const bytes = mmdbFile({ type, networks });
      using folder = inFolder({ 'x.mmdb': bytes });
      const databases = openDatabases([join(folder.path, 'x.mmdb')], {}, onlyNamed);
      const oracle = Reader.openBuffer(bytes);
      for (const address of places) {
        const city = said(() => (type.includes('City') ? oracle.city(address) : oracle.enterprise(address)));
        const country = said(() => oracle.country(address)) ?? city;
        const system = said(() => (type.includes('ISP') ? oracle.isp(address) : oracle.asn(address)));
        expect(databases.lookUp(address)).toMatchObject({
          country: country?.country?.isoCode ?? '',
          city: city?.city?.names.en ?? '',
          ...(system === undefined
            ? {}
            : {
                asn: system.autonomousSystemNumber ?? 0,
                organisation: system.autonomousSystemOrganization ?? '',
              }),
        });
      }
    },
  );
});

describe('a file that cannot be used', () => {
  it('is told in a sentence when it was named, and the others go on', () => {
    using folder = inFolder({ 'city.mmdb': city });
    mkdirSync(join(folder.path, 'empty'));
    const missing = join(folder.path, 'missing.mmdb');
    const empty = join(folder.path, 'empty');
    const databases = openDatabases([missing, empty, folder.path], {}, onlyNamed);
    expect(databases.lookUp('9.9.9.9').country).toBe('CH');
    expect(databases.refusals).toEqual([`${missing} does not exist`, `${empty} is a folder`]);
    expect(databases.facts()).toMatchObject({ state: 'ready', isTrouble: true });
  });

  it('leaves databases that answer "nobody knows" when there is no other', () => {
    const databases = openDatabases(['/nonexistent/a.mmdb'], {}, onlyNamed);
    expect(databases).toMatchObject({ isUsable: false, detail: 0 });
    expect(isNotFound(databases.lookUp('9.9.9.9'))).toBe(true);
    expect(databases.facts()).toMatchObject({ state: 'no database', isTrouble: true });
  });

  it('is refused when all of them together are too large', () => {
    using folder = inFolder({ 'city.mmdb': city, 'country.mmdb': country });
    const paths = [join(folder.path, 'city.mmdb'), join(folder.path, 'country.mmdb')];
    const databases = openDatabases(paths, {}, { ...onlyNamed, mostBytes: city.length });
    databases.load();
    expect(databases.refusals).toEqual([expect.stringContaining('country.mmdb is larger than')]);
  });
});
