/** The shared cache against real servers of every kind, all of them well. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import { manyAddresses, noAnswer, someAnswer } from '../testing/geo-answers.ts';
import {
  type RedisServer,
  type RedisServerOptions,
  redisServerMissing,
  startRedis,
} from '../testing/redis-server.ts';
import { answerLifeSeconds, notFoundLifeSeconds } from './answer.ts';
import { writeAnswer } from './cached-answer.ts';
import { openRedis } from './redis.ts';
import { utcDay } from './redis-budget.ts';
import type { SharedCache } from './tiers.ts';

const missing = redisServerMissing();
if (missing !== undefined) console.log(`Redis is not tested: ${missing}`);

function cacheOf(server: RedisServer): SharedCache & AsyncDisposable {
  const cache = openRedis({ url: server.url, environment: {} });
  return Object.assign(Object.create(cache) as SharedCache, { [Symbol.asyncDispose]: () => cache.close() });
}

function detail(cache: SharedCache, label: string): string | undefined {
  return cache.facts().details.find(([name]) => name === label)?.[1];
}

async function written(cache: SharedCache, count: number): Promise<void> {
  await eventually(`${count} answers are written`, () => detail(cache, 'kept') === String(count));
}

describe.runIf(missing === undefined)('a Redis that is well', () => {
  it('knows nothing when cold, and what was put when warm, for another Oddwire too', async () => {
    await using server = await startRedis();
    await using one = cacheOf(server);
    expect(one.isUsable).toBe(true);
    expect(await one.get(['11.0.0.1', '11.0.0.2', '11.0.0.3'])).toEqual([undefined, undefined, undefined]);
    const found = someAnswer();
    const nothing = noAnswer();
    one.put('11.0.0.1', found);
    one.put('11.0.0.2', nothing);
    await written(one, 2);
    await using two = cacheOf(server);
    expect(await two.get(['11.0.0.1', '11.0.0.2', '11.0.0.3'])).toEqual([found, nothing, undefined]);
    expect(two.facts()).toMatchObject({ state: 'ready', isTrouble: false, asked: 3, answered: 2 });
    expect(two.facts().latency).toBeLessThan(250);
  });

  it('lets answers live as long as they may be believed, counted from when they were said', async () => {
    await using server = await startRedis();
    await using cache = cacheOf(server);
    const now = Math.floor(Date.now() / 1000);
    cache.put('11.0.0.1', someAnswer());
    cache.put('11.0.0.2', noAnswer());
    cache.put('11.0.0.3', someAnswer({ at: now - 86_400 }));
    cache.put('11.0.0.4', someAnswer({ at: now - answerLifeSeconds }));
    await written(cache, 3);
    const lives = await Promise.all(
      ['1', '2', '3', '4'].map(async last =>
        Number(await server.command('TTL', `oddwire:geo:v1:11.0.0.${last}`)),
      ),
    );
    const expected = [answerLifeSeconds, notFoundLifeSeconds, answerLifeSeconds - 86_400];
    for (const [index, life] of expected.entries()) {
      expect(lives[index]).toBeLessThanOrEqual(life);
      expect(lives[index]).toBeGreaterThan(life - 10);
    }
    expect(lives[3]).toBe(-2);
  });

  it('reads a batch with one command and writes 256 answers with one', async () => {
    await using server = await startRedis();
    await using cache = cacheOf(server);
    await cache.get(['11.0.0.1']);
    const before = await server.commandCounts();
    const addresses = manyAddresses(1024);
    await cache.get(addresses);
    for (const address of addresses) cache.put(address, someAnswer());
    await written(cache, addresses.length);
    expect((await cache.get(addresses)).every(answer => answer?.city === 'Köln')).toBe(true);
    const after = await server.commandCounts();
    const calls = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0);
    expect(calls('mget')).toBe(2);
    expect(calls('eval')).toBe(4);
    expect(calls('get')).toBe(0);
  });

  it('answers any number of addresses at once, none included', async () => {
    await using server = await startRedis();
    await using cache = cacheOf(server);
    expect(await cache.get([])).toEqual([]);
    const addresses = manyAddresses(3000);
    for (const address of addresses) cache.put(address, someAnswer({ city: address }));
    await written(cache, addresses.length);
    expect((await cache.get(addresses)).map(answer => answer?.city)).toEqual(addresses);
  });

  it('believes no value that makes no sense', async () => {
    await using server = await startRedis();
    await using cache = cacheOf(server);
    const values = [
      '',
      'null',
      '[]',
      '7',
      '{',
      '{"c":"de"}',
      '\u001b[2J',
      writeAnswer(someAnswer({ at: 4e9 })),
    ];
    values.push(writeAnswer(someAnswer()).replace('Köln', '\\u001b]0;x'), 'x'.repeat(100_000));
    for (const [index, value] of values.entries())
      await server.command('SET', `oddwire:geo:v1:11.0.0.${index}`, value);
    await server.command('LPUSH', 'oddwire:geo:v1:11.0.0.99', 'a');
    const answers = await cache.get([...manyAddresses(values.length), '11.0.0.99']);
    expect(answers.every(answer => answer === undefined)).toBe(true);
    expect(detail(cache, 'unreadable')).toBe(String(values.length));
    expect(cache.facts().isTrouble).toBe(false);
  });

  it('writes what waits when it is closed, soon', async () => {
    await using server = await startRedis();
    const cache = openRedis({ url: server.url, environment: {} });
    await cache.get(['11.0.0.1']);
    for (const address of manyAddresses(1000)) cache.put(address, someAnswer());
    const begun = performance.now();
    await cache.close();
    expect(performance.now() - begun).toBeLessThan(500);
    expect(await server.command('DBSIZE')).toBe('1000');
    expect(await cache.get(['11.0.0.1'])).toEqual([undefined]);
    expect([cache.isUsable, cache.facts().state]).toEqual([false, 'closed']);
    await cache.close();
  });
});

describe.runIf(missing === undefined)('the budget in Redis', () => {
  const day = `oddwire:geo:v1:budget:${utcDay(Date.now())}`;

  it('is shared by all who spend at once, and never exceeded', async () => {
    await using server = await startRedis();
    const caches = Array.from({ length: 4 }, () => cacheOf(server));
    const granted = await Promise.all(
      Array.from({ length: 400 }, (_, index) => caches[index % 4]?.spend(1 + (index % 7), 1000)),
    );
    expect(granted.reduce((sum: number, count) => sum + (count ?? 0), 0)).toBe(1000);
    expect(await server.command('GET', day)).toBe('1000');
    expect(await caches[0]?.spend(1, 1000)).toBe(0);
    expect(caches[0]?.spentToday).toBe(1000);
    expect(Number(await server.command('TTL', day))).toBeGreaterThan(86_400);
    for (const cache of caches) await cache.close();
  });

  it('is counted without scripts as well', async () => {
    await using server = await startRedis({ words: ['--rename-command', 'EVAL', ''] });
    const caches = Array.from({ length: 4 }, () => cacheOf(server));
    const granted = await Promise.all(
      Array.from({ length: 400 }, (_, index) => caches[index % 4]?.spend(1 + (index % 7), 1000)),
    );
    expect(granted.reduce((sum: number, count) => sum + (count ?? 0), 0)).toBeLessThanOrEqual(1000);
    expect(await caches[0]?.spend(1000, 1000)).toBeDefined();
    expect(await server.command('GET', day)).toBe('1000');
    caches[1]?.put('11.0.0.1', someAnswer());
    if (caches[1] !== undefined) await written(caches[1], 1);
    expect(Number(await server.command('TTL', 'oddwire:geo:v1:11.0.0.1'))).toBeGreaterThan(0);
    for (const cache of caches) await cache.close();
  });

  it('is not counted on top of what is no count', async () => {
    await using server = await startRedis();
    await using cache = cacheOf(server);
    for (const value of ['many', '-3', '1e400', '2.5']) {
      await server.command('SET', day, value);
      expect(await cache.spend(1, 10)).toBeUndefined();
    }
    await server.command('DEL', day);
    await server.command('LPUSH', day, 'a');
    expect(await cache.spend(1, 10)).toBeUndefined();
    expect(cache.isUsable).toBe(true);
  });
});

const kinds: readonly (readonly [string, RedisServerOptions])[] = [
  ['a password', { password: 'p@ss/w:rd %' }],
  ['TLS', { tls: true }],
  ['TLS and a password', { tls: true, password: 'secret' }],
  ['a unix socket', { socket: true }],
  ['a unix socket and a password', { socket: true, password: 'secret' }],
  ['a cluster', { cluster: true }],
  ['a cluster with a password', { cluster: true, password: 'secret' }],
];

describe.runIf(missing === undefined)('Redis behind', () => {
  for (const [name, options] of kinds) {
    it(name, async () => {
      await using server = await startRedis(options);
      await using cache = cacheOf(server);
      expect(await cache.get(['11.0.0.1'])).toEqual([undefined]);
      expect(cache.facts()).toMatchObject({ state: 'ready', isTrouble: false });
      const addresses = manyAddresses(300);
      for (const address of addresses) cache.put(address, someAnswer({ city: address }));
      await written(cache, 300);
      expect((await cache.get(addresses)).map(answer => answer?.city)).toEqual(addresses);
      expect(await Promise.all([cache.spend(6, 10), cache.spend(6, 10)])).toEqual([6, 4]);
      expect(JSON.stringify(cache.facts())).not.toMatch(/secret|p@ss|p%40ss/);
    });
  }

  it('a Sentinel, which knows the master', async () => {
    await using master = await startRedis();
    await using sentinel = await startRedis({ sentinelOf: master.port });
    await using cache = cacheOf(sentinel);
    await eventually('the Sentinel names the master', () => cache.facts().state === 'ready');
    cache.put('11.0.0.1', someAnswer());
    await written(cache, 1);
    expect(await master.command('DBSIZE')).toBe('1');
  });

  it('a database of another number', async () => {
    await using server = await startRedis();
    const cache = openRedis({ url: `${server.url}/3`, environment: {} });
    cache.put('11.0.0.1', someAnswer());
    await written(cache, 1);
    expect(await server.command('-n', '3', 'DBSIZE')).toBe('1');
    await cache.close();
  });
});

describe.runIf(missing === undefined)('an open Redis cache', () => {
  it('keeps no program alive, used or not, closed or not', async () => {
    await using server = await startRedis();
    const module = fileURLToPath(new URL('./redis.ts', import.meta.url));
    const uses = [
      '',
      "await cache.get(['11.0.0.1']);",
      "await cache.get(['11.0.0.1']); await cache.close();",
    ];
    for (const url of [server.url, 'redis://127.0.0.1:1']) {
      for (const use of uses) {
        const script = `import { openRedis } from ${JSON.stringify(module)};
          const cache = openRedis({ url: ${JSON.stringify(url)}, environment: {} });
          ${use}
          console.log('end');`;
        const begun = performance.now();
        const run = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
          timeout: 10_000,
        });
        expect(run.stdout).toBe('end\n');
        expect(run.stderr).toBe('');
        expect(performance.now() - begun).toBeLessThan(5000);
      }
    }
  });
});
