import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary.ts';
import { gatherGeoSettings } from './geo-settings.ts';
import { parseWatchOptions } from './watch-options.ts';

it('reads flags, environment, .env and the file of the user, and says which of them others can read', () => {
  using folder = temporaryFolder();
  const configuration = join(folder.path, 'oddwire', 'config.json');
  mkdirSync(join(folder.path, 'oddwire'));
  const text =
    '{ "geo": { "redis": "redis://:secret@file", "licenseKey": "unused_key", "accountId": 9, "home": "FR" } }';
  writeFileSync(configuration, text);
  chmodSync(configuration, 0o644);
  writeFileSync(
    join(folder.path, '.env'),
    'GEOLITE_ID=12\nGEOLITE_API_KEY=abcdefgh\nREDIS_URL=redis://dotenv\n',
  );
  chmodSync(join(folder.path, '.env'), 0o640);
  const environment = { XDG_CONFIG_HOME: folder.path, REDIS_URL: 'redis://environment' };
  const gathered = gatherGeoSettings({ budget: '5' }, { environment }, undefined, folder.path);
  expect(gathered.settings).toMatchObject({
    mode: 'auto',
    redis: 'redis://environment',
    credentials: { accountId: '12', licenseKey: 'abcdefgh' },
    budget: 5,
    home: 'FR',
  });
  expect(gathered.warnings).toEqual([
    `${configuration} holds secrets and can be read by others; type: chmod 600 ${configuration}`,
    `${join(folder.path, '.env')} holds secrets and can be read by others; type: chmod 600 ${join(folder.path, '.env')}`,
  ]);
  expect(gathered.warnings.join()).not.toMatch(/secret@|abcdefgh/);
});

it('is an option of watch', () => {
  const words = [
    '--geo',
    'web',
    '--redis',
    'off',
    '--geo-db',
    '/a',
    '--geo-db',
    '/b',
    '--geo-budget',
    '7',
    '--home',
    'de',
  ];
  expect(parseWatchOptions(words).geo).toEqual({
    geo: 'web',
    redis: 'off',
    databases: ['/a', '/b'],
    budget: '7',
    home: 'de',
  });
  expect(() => parseWatchOptions(['--geo', 'on'])).toThrow('--geo is auto, web, local, off, not "on"');
  expect(() => parseWatchOptions(['--home', 'xx'])).toThrow('--home takes a country');
});
