import { expect, it } from 'vitest';
import type { TierFacts } from '../geo/tiers.ts';
import { GeoTroubles, geoGroups, sourcesText } from './geo-facts.ts';

const redis: TierFacts = {
  tier: 'redis',
  state: 'away: connection refused, trying again',
  isTrouble: true,
  asked: 1300,
  answered: 1204,
  latency: 0.42,
  details: [['server', '127.0.0.1:6379']],
};
const database: TierFacts = {
  ...redis,
  tier: 'database',
  state: 'ready',
  isTrouble: false,
  latency: undefined,
  details: [['bundled countries', 'built 2026-06-17, 8.1 MB']],
};
const web: TierFacts = {
  ...database,
  tier: 'web',
  details: [
    ['host', 'geolite.info'],
    ['budget', '812 of 1,000 left today'],
  ],
};

it('says how each tier does', () => {
  expect(geoGroups([redis])).toEqual([
    {
      title: 'countries: Redis',
      facts: [
        { label: 'state', value: redis.state, bad: true },
        { label: 'hits', value: '1,204, 92 %', bad: false },
        { label: 'misses', value: '96', bad: false },
        { label: 'latency', value: '420 µs', bad: false },
        { label: 'server', value: '127.0.0.1:6379', bad: false },
      ],
    },
  ]);
});

it('tells a trouble once, however often it comes back and whatever it counts', () => {
  const troubles = new GeoTroubles();
  const waits = (seconds: number): TierFacts => ({ ...web, isTrouble: true, state: `again in ${seconds} s` });
  expect(troubles.take([redis, database, waits(30)])).toEqual([
    'countries: Redis: away: connection refused, trying again',
    'countries: web service: again in 30 s',
  ]);
  expect(troubles.take([database])).toEqual([]);
  expect(troubles.take([redis, waits(12)])).toEqual([]);
  expect(troubles.take([{ ...database, isTrouble: true }])).toEqual([]);
  const refused: TierFacts = {
    ...database,
    isTrouble: true,
    details: [['not used', '/no.mmdb does not exist']],
  };
  expect(troubles.take([refused])).toEqual(['countries: databases: not used: /no.mmdb does not exist']);
  expect(troubles.take([refused])).toEqual([]);
});

it('names who answers', () => {
  expect(sourcesText([{ ...redis, state: 'ready' }, database, web])).toBe(
    'Redis; bundled countries of 2026-06-17; geolite.info, 812 of 1,000 left today',
  );
  expect(sourcesText([redis])).toBe('');
});
