import { describe, expect, it } from 'vitest';
import { type GeoSources, readGeoSettings } from './read-settings.ts';
import { defaultGeoSettings } from './settings.ts';

function read(sources: Partial<GeoSources>) {
  return readGeoSettings({ flags: {}, environment: {}, dotEnv: {}, configuration: {}, ...sources });
}

function settingsOf(sources: Partial<GeoSources>) {
  const result = read(sources);
  if (!result.ok) throw new Error(result.message);
  return result.settings;
}

function messageOf(sources: Partial<GeoSources>): string {
  const result = read(sources);
  return result.ok ? `accepted; ${result.warnings.join(', ')}` : result.message;
}

const key = 'abcdef_0123456789';

describe('readGeoSettings', () => {
  it('asks nobody outside when nothing is set', () => {
    expect(settingsOf({})).toEqual(defaultGeoSettings);
    const empty = { REDIS_URL: '', GEOLITE_ID: ' ', GEOLITE_API_KEY: '', GEOLITE_HOST: '' };
    expect(settingsOf({ environment: empty, dotEnv: empty })).toEqual(defaultGeoSettings);
  });

  it('lets flags count for more than the environment, that than .env, that than the file', () => {
    const all = {
      flags: { redis: 'redis://flag' },
      environment: { REDIS_URL: 'redis://environment' },
      dotEnv: { REDIS_URL: 'redis://dotenv' },
      configuration: {
        redis: 'redis://file',
        budget: 7,
        home: 'fr',
        mode: 'local' as const,
        databases: ['/file'],
      },
    };
    expect(settingsOf(all)).toMatchObject({
      redis: 'redis://flag',
      budget: 7,
      home: 'FR',
      mode: 'local',
      databases: ['/file'],
    });
    expect(settingsOf({ ...all, flags: {} }).redis).toBe('redis://environment');
    expect(settingsOf({ ...all, flags: {}, environment: {} }).redis).toBe('redis://dotenv');
    expect(settingsOf({ configuration: all.configuration }).redis).toBe('redis://file');
    const flags = { geo: 'off', redis: 'off', budget: '0', home: 'uk', databases: ['/flag', '/other'] };
    expect(settingsOf({ ...all, flags })).toMatchObject({
      mode: 'off',
      redis: 'off',
      budget: 0,
      home: 'GB',
      databases: ['/flag', '/other'],
    });
    expect(settingsOf({ ...all, environment: { ODDWIRE_GEO_DB: '/environment' } }).databases).toEqual([]);
  });

  it('takes the names of the original first, then those of MaxMind', () => {
    const geolite = { GEOLITE_ID: '1', GEOLITE_API_KEY: `${key}1` };
    const maxmind = { MAXMIND_ACCOUNT_ID: '2', MAXMIND_LICENSE_KEY: `${key}2` };
    const file = { accountId: '3', licenseKey: `${key}3` };
    const id = (sources: Partial<GeoSources>) =>
      settingsOf({ configuration: file, ...sources }).credentials?.accountId;
    expect(id({ environment: { ...maxmind, ...geolite } })).toBe('1');
    expect(id({ environment: maxmind, dotEnv: geolite })).toBe('2');
    expect(id({ dotEnv: { ...maxmind, ...geolite } })).toBe('1');
    expect(id({})).toBe('3');
    expect(
      settingsOf({ environment: { GEOLITE_ID: ' 12 ' }, dotEnv: { GEOLITE_API_KEY: `${key}\n` } })
        .credentials,
    ).toEqual({
      accountId: '12',
      licenseKey: key,
    });
  });

  it('lets .env name a host only for credentials of its own', () => {
    const dotEnv = { GEOLITE_ID: '1', GEOLITE_API_KEY: key, GEOLITE_HOST: 'evil.example' };
    expect(settingsOf({ dotEnv }).host).toBe('evil.example');
    expect(settingsOf({ dotEnv, environment: { GEOLITE_ID: '1', GEOLITE_API_KEY: key } }).host).toBe(
      'geolite.info',
    );
    expect(
      settingsOf({ dotEnv: { ...dotEnv, GEOLITE_API_KEY: '' }, environment: { GEOLITE_API_KEY: key } }).host,
    ).toBe('geolite.info');
    expect(settingsOf({ dotEnv, environment: { GEOLITE_HOST: '127.0.0.1:8443' } }).host).toBe(
      '127.0.0.1:8443',
    );
    expect(
      settingsOf({ dotEnv: { GEOLITE_HOST: 'evil.example' }, configuration: { host: '[::1]:99' } }).host,
    ).toBe('[::1]:99');
  });

  it('says what half a pair lacks, and goes on without the web', () => {
    const half = read({ environment: { GEOLITE_API_KEY: key } });
    expect(half).toMatchObject({
      ok: true,
      settings: { credentials: undefined },
      warnings: [
        'GEOLITE_API_KEY is set but GEOLITE_ID is not, so that the web service is not asked; set both or none',
      ],
    });
    expect(messageOf({ configuration: { accountId: '5' } })).toContain(
      'geo.accountId is set but geo.licenseKey is not',
    );
    expect(messageOf({ flags: { geo: 'web' } })).toBe(
      '--geo web needs credentials: set GEOLITE_ID and GEOLITE_API_KEY',
    );
  });

  it.each<[Partial<GeoSources>, string]>([
    [{ flags: { geo: 'on' } }, '--geo is auto, web, local, off, not "on"'],
    [{ flags: { budget: '-1' } }, '--geo-budget takes a whole number from 0 to 10000000, not "-1"'],
    [{ flags: { home: 'Germany' } }, '--home takes a country of two letters, such as DE, not "Germany"'],
    [{ flags: { home: 'QQ' } }, '--home takes a country of two letters, such as DE, not "QQ"'],
    [{ flags: { databases: [''] } }, '--geo-db needs the name of a file or folder'],
    [{ flags: { redis: '' } }, '--redis: the Redis URL makes no sense'],
    [{ environment: { GEOLITE_HOST: 'https://x/' } }, 'GEOLITE_HOST is no host'],
    [{ environment: { GEOLITE_HOST: 'x:99999' } }, 'GEOLITE_HOST is no host'],
  ])('%o is refused', (sources, message) => {
    expect(messageOf(sources)).toContain(message);
  });

  it('never repeats a secret', () => {
    const secret = 'hunter-2!secret';
    const messages = [
      messageOf({ environment: { GEOLITE_ID: '1', GEOLITE_API_KEY: secret } }),
      messageOf({ environment: { GEOLITE_ID: secret, GEOLITE_API_KEY: key } }),
      messageOf({ environment: { GEOLITE_API_KEY: secret } }),
      messageOf({ flags: { redis: `redis://:${secret}@host:99999` } }),
      messageOf({ environment: { REDIS_URL: `http://:${secret}@host` } }),
      messageOf({ configuration: { redis: `redis://:${secret}@ho st`, licenseKey: secret } }),
    ];
    for (const message of messages) {
      expect(message).not.toContain('hunter');
      expect(message).not.toContain('accepted; \n');
    }
  });
});
