import { describe, expect, it } from 'vitest';
import { describeRedisTarget, parseRedisUrl, type RedisTarget } from './redis-url.ts';

const plain: RedisTarget = {
  kind: 'server',
  places: [{ host: '127.0.0.1', port: 6379 }],
  path: '',
  master: '',
  isTls: false,
  authority: '',
  username: '',
  password: '',
  sentinelPassword: '',
  database: 0,
};

const understood: readonly (readonly [string, Partial<RedisTarget>])[] = [
  ['redis://127.0.0.1:6379', {}],
  ['redis://', {}],
  ['REDIS://127.0.0.1', {}],
  ['  redis://127.0.0.1\n', {}],
  ['redis://cache.example:7000/5', { places: [{ host: 'cache.example', port: 7000 }], database: 5 }],
  ['redis://[::1]:7000/', { places: [{ host: '::1', port: 7000 }] }],
  ['redis://127.0.0.1?db=3', { database: 3 }],
  ['redis://:secret@127.0.0.1', { password: 'secret' }],
  ['redis://user:p%40ss%2Fw%3Ard@127.0.0.1', { username: 'user', password: 'p@ss/w:rd' }],
  ['redis://user:a@b@127.0.0.1', { username: 'user', password: 'a@b' }],
  ['rediss://127.0.0.1', { isTls: true }],
  ['rediss://127.0.0.1?ca=%2Fetc%2Fca.pem', { isTls: true, authority: '/etc/ca.pem' }],
  ['unix:///run/redis.sock', { kind: 'socket', places: [], path: '/run/redis.sock' }],
  [
    'unix://:pw@/run/redis.sock?db=2',
    { kind: 'socket', places: [], path: '/run/redis.sock', password: 'pw', database: 2 },
  ],
  ['/run/redis.sock', { kind: 'socket', places: [], path: '/run/redis.sock' }],
  [
    'redis+sentinel://:pw@a:1,b/mymaster/4?sentinel-password=x',
    {
      kind: 'sentinel',
      places: [
        { host: 'a', port: 1 },
        { host: 'b', port: 26_379 },
      ],
      master: 'mymaster',
      password: 'pw',
      sentinelPassword: 'x',
      database: 4,
    },
  ],
  ['sentinel://a/m', { kind: 'sentinel', places: [{ host: 'a', port: 26_379 }], master: 'm' }],
  [
    'rediss+cluster://a:1,[::2]:3',
    {
      kind: 'cluster',
      isTls: true,
      places: [
        { host: 'a', port: 1 },
        { host: '::2', port: 3 },
      ],
    },
  ],
];

const nonsense: readonly string[] = [
  '',
  'redis',
  'http://hunter2@127.0.0.1',
  'redis:/127.0.0.1',
  'redis://:hunter2@127.0.0.1:0',
  'redis://:hunter2@127.0.0.1:65536',
  'redis://:hunter2@127.0.0.1:port',
  'redis://:hunter2@a,b',
  'redis://:hunter2@a b',
  'redis://:hunter2@a/x',
  'redis://:hunter2@a/1/2',
  'redis://:hunter2@a/99999',
  'redis://:hunter2%zz@a',
  'redis://:hunter2@a?hunter2=1',
  'redis://:hunter2@a#hunter2',
  'redis://:hunter2@[::1',
  'redis://:hunter2@a\u001b[2J',
  'unix://hunter2@host/path',
  'unix://',
  'redis+sentinel://:hunter2@a:1',
  'redis+cluster://:hunter2@a/1',
  'redis+cluster://:hunter2@',
  `redis://:hunter2@${'a,'.repeat(3000)}`,
];

describe('a Redis URL', () => {
  for (const [url, difference] of understood) {
    it(`is understood: ${url.trim()}`, () => {
      expect(parseRedisUrl(url)).toEqual({ target: { ...plain, ...difference } });
    });
  }

  for (const url of nonsense) {
    it(`is refused in one sentence without its secrets: ${JSON.stringify(url.slice(0, 40))}`, () => {
      const { error = '', target } = parseRedisUrl(url);
      expect(target).toBeUndefined();
      expect(error).toMatch(/^The Redis URL makes no sense: .*redis:\/\/127\.0\.0\.1:6379\.$/);
      expect(error).not.toMatch(/hunter2|zz/);
    });
  }

  it('is described without who and how', () => {
    for (const [url] of understood) {
      const { target } = parseRedisUrl(url);
      const text = target === undefined ? '' : describeRedisTarget(target);
      expect(text).not.toMatch(/secret|p@ss|a@b|pw|user/);
      expect(text.length).toBeGreaterThan(5);
    }
    expect(describeRedisTarget({ ...plain, isTls: true, database: 2 })).toBe(
      '127.0.0.1:6379 with TLS database 2',
    );
  });
});
