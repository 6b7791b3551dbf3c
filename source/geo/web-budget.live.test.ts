/** The daily budget of the web service, shared through a real Redis, with a real service behind HTTPS. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GeoLiteService, startGeoLiteService } from '../testing/geolite-service.ts';
import { type RedisServer, redisServerMissing, startRedis } from '../testing/redis-server.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { openRedis } from './redis.ts';
import type { SharedCache } from './tiers.ts';
import { createWebService } from './web-service.ts';

const missing = redisServerMissing();
if (missing !== undefined) console.log(`The shared budget is not tested: ${missing}`);

/** One Oddwire, as far as the budget goes. */
function openOddwire(service: GeoLiteService, redis: RedisServer, budget: number, stateFolder?: string) {
  const cache = openRedis({ url: redis.url, environment: {} });
  const shared = () => (cache.isUsable ? cache : undefined);
  const { credentials, host } = service;
  const web = createWebService({ credentials, host, budget, shared, stateFolder });
  const close = async () => {
    web.close();
    await cache.close();
  };
  return { web, cache, [Symbol.asyncDispose]: close };
}

let next = 0;

/** Asks for `count` addresses nobody asked for before; how many were answered. */
async function ask({ web }: Pick<ReturnType<typeof openOddwire>, 'web'>, count: number): Promise<number> {
  let answered = 0;
  for (let request = 0; request < count; request += 1) {
    next += 1;
    if ((await web.lookUp(`23.0.${next >> 8}.${next & 255}`)) !== undefined) answered += 1;
  }
  return answered;
}

async function ready(cache: SharedCache): Promise<void> {
  await expect.poll(() => cache.spend(0, 1), { timeout: 15_000, interval: 50 }).toBeDefined();
}

async function gone(cache: SharedCache): Promise<void> {
  await expect.poll(() => cache.spend(0, 1), { timeout: 15_000, interval: 50 }).toBeUndefined();
}

describe.runIf(missing === undefined)('one budget for all who share a Redis', () => {
  let service: GeoLiteService;

  beforeAll(async () => {
    service = await startGeoLiteService();
    service.trust();
  });
  afterAll(() => service.close());

  it('is never exceeded by two that ask at the same time, nor by one that starts later', async () => {
    service.reset();
    await using redis = await startRedis();
    await using first = openOddwire(service, redis, 60);
    await using second = openOddwire(service, redis, 60);
    await Promise.all([ready(first.cache), ready(second.cache)]);
    await Promise.all([ask(first, 60), ask(second, 60)]);
    expect(service.total).toBeLessThanOrEqual(60);
    expect(service.total).toBeGreaterThanOrEqual(50);
    expect([first.web.isUsable, second.web.isUsable]).toEqual([false, false]);
    await using late = openOddwire(service, redis, 60);
    await ready(late.cache);
    const before = service.total;
    expect(await ask(late, 3)).toBe(0);
    expect(service.total).toBe(before);
    expect(late.web.facts().state).toContain('the budget of 60 a day is spent');
  });

  it('ends for all when the service is out of queries for one', async () => {
    service.reset();
    await using redis = await startRedis();
    await using first = openOddwire(service, redis, 500);
    await using second = openOddwire(service, redis, 500);
    await Promise.all([ready(first.cache), ready(second.cache)]);
    expect(await ask(second, 1)).toBe(1);
    service.behave({ kind: 'error', code: 'OUT_OF_QUERIES' }, { times: 1 });
    expect(await ask(first, 1)).toBe(0);
    await expect.poll(async () => (await redis.command('--scan', '--pattern', '*budget*')) !== '').toBe(true);
    const key = await redis.command('--scan', '--pattern', '*budget*');
    await expect.poll(() => redis.command('GET', key)).toBe('500');
    const before = service.total;
    expect(await ask(second, 10)).toBeLessThanOrEqual(1);
    expect(service.total).toBeLessThanOrEqual(before + 1);
    expect(second.web.isUsable).toBe(false);
  });

  it('goes on while Redis is killed, within the budget, and is owned up to when it is back', async () => {
    service.reset();
    using folder = temporaryFolder();
    await using redis = await startRedis({ lasting: true });
    await using oddwire = openOddwire(service, redis, 100, folder.path);
    await ready(oddwire.cache);
    expect(await ask(oddwire, 20)).toBe(20);
    await redis.stop('SIGKILL');
    await gone(oddwire.cache);
    const alone = await ask(oddwire, 30);
    expect(alone).toBeGreaterThan(10);
    await redis.restart();
    await ready(oddwire.cache);
    expect(await ask(oddwire, 100)).toBeGreaterThan(0);
    expect(service.total).toBeLessThanOrEqual(100);
    expect(oddwire.web.isUsable).toBe(false);
    // What came after a restart of everything finds it spent too.
    await using again = openOddwire(service, redis, 100, folder.path);
    await ready(again.cache);
    const before = service.total;
    expect(await ask(again, 5)).toBe(0);
    expect(service.total).toBe(before);
  });
});
