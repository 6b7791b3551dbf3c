/** Redis slow, gone, locked, full, mad: the cache steps aside at once, says why, and comes back by itself. */
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import { manyAddresses, someAnswer } from '../testing/geo-answers.ts';
import { freePort, redisServerMissing, startRedis } from '../testing/redis-server.ts';
import { startSlowProxy } from '../testing/slow-proxy.ts';
import { openRedis } from './redis.ts';
import type { SharedCache } from './tiers.ts';

const missing = redisServerMissing();
if (missing !== undefined) console.log(`Redis in trouble is not tested: ${missing}`);

type OpenCache = SharedCache & AsyncDisposable;

function open(url: string | undefined, environment: Record<string, string> = {}): OpenCache {
  const cache = openRedis({ url, environment });
  return Object.assign(Object.create(cache) as SharedCache, { [Symbol.asyncDispose]: () => cache.close() });
}

function detail(cache: SharedCache, label: string): string | undefined {
  return cache.facts().details.find(([name]) => name === label)?.[1];
}

async function becomes(cache: SharedCache, state: RegExp, milliseconds?: number): Promise<void> {
  await eventually(
    `${state} (it is: ${cache.facts().state})`,
    () => state.test(cache.facts().state),
    milliseconds,
  );
}

/** How long one `get` takes, which answers nothing. */
async function timeOfNothing(cache: SharedCache): Promise<number> {
  const begun = performance.now();
  expect(await cache.get(['11.0.0.1', '11.0.0.2'])).toEqual([undefined, undefined]);
  return performance.now() - begun;
}

/** The bound of a command, and room for a busy machine. */
const longestGetMilliseconds = 450;

describe.runIf(missing === undefined)('a Redis that goes away', () => {
  it('is missed at once when it is killed, and found again after its restart', async () => {
    await using server = await startRedis({ lasting: true });
    await using cache = open(server.url);
    cache.put('11.0.0.1', someAnswer());
    await eventually('it is written', () => detail(cache, 'kept') === '1');
    for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
      await server.stop(signal);
      await becomes(cache, /^away/, 1000);
      expect(cache.isUsable).toBe(false);
      expect(await timeOfNothing(cache)).toBeLessThan(50);
      expect(await cache.spend(1, 10)).toBeUndefined();
      cache.put(`11.0.1.${signal.length}`, someAnswer());
      await becomes(cache, /^away: connection refused/);
      expect(cache.facts().isTrouble).toBe(true);
      await server.restart();
      await eventually('it is found again', () => cache.isUsable);
      expect((await cache.get(['11.0.0.1']))[0]?.city).toBe('Köln');
      expect(cache.facts()).toMatchObject({ state: 'ready', isTrouble: false });
    }
    await eventually('what waited is written', () => detail(cache, 'kept') === '2');
    expect(await server.command('DBSIZE')).toBe('2');
  });

  it('costs no waiting answer when it dies in the middle of many', async () => {
    await using server = await startRedis();
    await using cache = open(server.url);
    await cache.get(['11.0.0.1']);
    const batches = Array.from({ length: 50 }, (_, index) => cache.get(manyAddresses(500, index * 500)));
    const stopped = server.stop();
    const answers = (await Promise.all(batches)).flat();
    await stopped;
    expect(answers).toHaveLength(25_000);
  });

  it('is not asked for when nobody named one and none is there', async () => {
    // Whether one runs at the usual place of this machine is not known: only that it is quiet either way.
    await using cache = open(undefined);
    await cache.get(['11.0.0.1']);
    expect(cache.facts().isTrouble).toBe(false);
  });

  it('is waited for when it is not there yet', async () => {
    const port = await freePort();
    await using cache = open(`redis://127.0.0.1:${port}`);
    expect(await timeOfNothing(cache)).toBeLessThan(200);
    expect(cache.facts()).toMatchObject({ state: 'away: connection refused, trying again', isTrouble: true });
    for (const address of manyAddresses(9000)) cache.put(address, someAnswer());
    expect([detail(cache, 'waiting'), detail(cache, 'dropped')]).toEqual(['8192', '808']);
  });
});

describe.runIf(missing === undefined)('a Redis that is slow', () => {
  it('is left alone within the bound and found again when it is quick', async () => {
    await using server = await startRedis();
    await using proxy = await startSlowProxy(server.port);
    await using cache = open(`redis://127.0.0.1:${proxy.port}`);
    await cache.get(['11.0.0.1']);
    expect(cache.isUsable).toBe(true);
    proxy.latency = 500;
    expect(await timeOfNothing(cache)).toBeLessThan(longestGetMilliseconds);
    expect(cache.isUsable).toBe(false);
    expect(cache.facts()).toMatchObject({
      state: 'too slow: going on without it, trying again',
      isTrouble: true,
    });
    expect(await timeOfNothing(cache)).toBeLessThan(50);
    const before = proxy.accepted;
    await new Promise(resolve => setTimeout(resolve, 2500));
    expect(cache.isUsable).toBe(false);
    expect(proxy.accepted - before).toBeLessThanOrEqual(4);
    proxy.latency = 0;
    await eventually('it is quick again', () => cache.isUsable);
    expect(cache.facts()).toMatchObject({ state: 'ready', isTrouble: false });
  });

  it('is left alone when it says nothing at all', async () => {
    await using server = await startRedis();
    await using proxy = await startSlowProxy(server.port);
    await using cache = open(`redis://127.0.0.1:${proxy.port}`);
    await cache.get(['11.0.0.1']);
    proxy.isBlackhole = true;
    expect(await timeOfNothing(cache)).toBeLessThan(longestGetMilliseconds);
    expect(cache.isUsable).toBe(false);
    proxy.isBlackhole = false;
    await eventually('it speaks again', () => cache.isUsable);
    server.freeze();
    expect(await timeOfNothing(cache)).toBeLessThan(longestGetMilliseconds);
    server.thaw();
    await eventually('it is thawed', () => cache.isUsable);
  });

  it('delays nobody at the start', async () => {
    await using server = await startRedis();
    await using proxy = await startSlowProxy(server.port);
    proxy.isBlackhole = true;
    await using cache = open(`redis://127.0.0.1:${proxy.port}`);
    expect(await timeOfNothing(cache)).toBeLessThan(longestGetMilliseconds);
    expect(cache.isUsable).toBe(false);
    const begun = performance.now();
    await cache.close();
    expect(performance.now() - begun).toBeLessThan(500);
  });

  it('is found again after its connections were cut', async () => {
    await using server = await startRedis();
    await using proxy = await startSlowProxy(server.port);
    await using cache = open(`redis://127.0.0.1:${proxy.port}`);
    await cache.get(['11.0.0.1']);
    proxy.cut();
    await eventually('the cut is seen', () => !cache.isUsable);
    expect(cache.facts().state).toBe('away: it closed the connection, trying again');
    await eventually('it is found again', () => cache.isUsable);
  });
});

describe.runIf(missing === undefined)('a Redis that answers garbage', () => {
  const garbage = [
    'HTTP/1.1 400 Bad Request\r\n\r\n',
    '\u0000\u0001\u0002',
    '*1\r\n$-1\r\n',
    '*4294967299\r\n',
    '$999999999999\r\nx',
  ];
  for (const text of [...garbage, '+OK\r\n+OK\r\n+OK\r\n+OK\r\n', ':7\r\n', '*2\r\n'.repeat(100_000)]) {
    it(`of the kind ${JSON.stringify(text.slice(0, 24))}`, async () => {
      await using server = await startRedis();
      await using proxy = await startSlowProxy(server.port);
      await using cache = open(`redis://127.0.0.1:${proxy.port}`);
      await cache.get(['11.0.0.1']);
      expect(cache.isUsable).toBe(true);
      proxy.garbage = Buffer.from(text, 'latin1');
      expect(await timeOfNothing(cache)).toBeLessThan(longestGetMilliseconds);
      await eventually('it is left alone', () => !cache.isUsable);
      expect(cache.facts()).toMatchObject({ isTrouble: true });
      expect(cache.facts().state).toMatch(/garbage|too slow/);
      proxy.garbage = undefined;
      await eventually('it is found again', () => cache.isUsable);
    });
  }

  it('and never was one', async () => {
    const web = createServer(socket => {
      socket.on('error', () => {});
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    });
    await new Promise<void>(resolve => web.listen(0, '127.0.0.1', resolve));
    await using cache = open(`redis://127.0.0.1:${(web.address() as AddressInfo).port}`);
    expect(await timeOfNothing(cache)).toBeLessThan(longestGetMilliseconds);
    await becomes(cache, /^what listens there is not Redis$/);
    web.close();
  });
});

describe.runIf(missing === undefined)('a Redis that refuses', () => {
  it('says whether it wants a password or another one, and never tells it', async () => {
    await using server = await startRedis({ password: 'correct-horse' });
    const place = `127.0.0.1:${server.port}`;
    const cases: readonly (readonly [string, Record<string, string>, RegExp])[] = [
      [`redis://${place}`, {}, /^wants a password/],
      [`redis://:battery-staple@${place}`, {}, /^refuses the user or password/],
      [`redis://nobody:battery-staple@${place}`, {}, /^refuses the user or password/],
      [`redis://${place}`, { REDIS_PASSWORD: 'battery-staple' }, /^refuses the user or password/],
      [`redis://${place}`, { REDIS_PASSWORD: 'correct-horse' }, /^ready$/],
      [`redis://${place}`, { REDISCLI_AUTH: 'correct-horse' }, /^ready$/],
      [`redis://:correct-horse@${place}/99`, {}, /^has no database of that number$/],
    ];
    for (const [url, environment, state] of cases) {
      await using cache = open(url, environment);
      await cache.get(['11.0.0.1']);
      expect(cache.facts().state).toMatch(state);
      expect(JSON.stringify(cache.facts())).not.toMatch(/battery|horse/);
      expect(cache.isUsable).toBe(state.test('ready'));
    }
  });

  it('needs no password and gets one', async () => {
    await using server = await startRedis();
    await using cache = open(`redis://:needless@127.0.0.1:${server.port}`);
    await cache.get(['11.0.0.1']);
    expect(cache.facts().state).toBe('ready');
  });

  it('goes on without scripts for a user who may run none', async () => {
    await using server = await startRedis({
      users: ['oddwire on >secret ~oddwire:* +mget +get +set +incrby +decrby +expire'],
    });
    await using cache = open(`redis://oddwire:secret@127.0.0.1:${server.port}`);
    for (const address of manyAddresses(300)) cache.put(address, someAnswer());
    await eventually('all are written', () => detail(cache, 'kept') === '300');
    expect(await cache.spend(7, 10)).toBe(7);
    expect(await cache.spend(7, 10)).toBe(3);
    expect(cache.facts()).toMatchObject({ state: 'ready', isTrouble: false });
  });

  it('is read by a user who may not write, and not by one who may not read', async () => {
    await using server = await startRedis({
      users: ['reader on >secret ~oddwire:* +mget +get', 'stranger on >secret ~other:* +@all'],
    });
    await using reader = open(`redis://reader:secret@127.0.0.1:${server.port}`);
    reader.put('11.0.0.1', someAnswer());
    await becomes(reader, /^its user may not write/);
    expect([reader.isUsable, reader.facts().isTrouble]).toEqual([true, true]);
    expect(await reader.spend(1, 10)).toBeUndefined();
    expect(reader.isUsable).toBe(true);
    await using stranger = open(`redis://stranger:secret@127.0.0.1:${server.port}`);
    await stranger.get(['11.0.0.1']);
    expect(stranger.facts().state).toMatch(/^its user may not read/);
    expect(stranger.isUsable).toBe(false);
  });

  it('is read while it is full, and written again when there is room', async () => {
    await using server = await startRedis();
    await using cache = open(server.url);
    cache.put('11.0.0.1', someAnswer());
    await eventually('it is written', () => detail(cache, 'kept') === '1');
    await server.command('CONFIG', 'SET', 'maxmemory', '1');
    cache.put('11.0.0.2', someAnswer());
    await becomes(cache, /^full: what it knows is used/);
    expect((await cache.get(['11.0.0.1', '11.0.0.2'])).map(answer => answer?.city)).toEqual([
      'Köln',
      undefined,
    ]);
    expect(await cache.spend(1, 10)).toBeUndefined();
    expect([cache.isUsable, cache.facts().isTrouble]).toEqual([true, true]);
    await server.command('CONFIG', 'SET', 'maxmemory', '0');
    await eventually('it is written', () => detail(cache, 'kept') === '2');
    expect(cache.facts()).toMatchObject({ state: 'ready', isTrouble: false });
  });

  it('is read while it is a read only replica', async () => {
    await using master = await startRedis();
    await using replica = await startRedis({ replicaOf: master.port });
    await eventually('it copies', async () =>
      (await replica.command('INFO', 'replication')).includes('master_link_status:up'),
    );
    await using writer = open(master.url);
    writer.put('11.0.0.1', someAnswer());
    await eventually('it is copied', async () => (await replica.command('DBSIZE')) === '1');
    await using cache = open(replica.url);
    cache.put('11.0.0.2', someAnswer());
    await becomes(cache, /^a read only replica: what it knows is used/);
    expect((await cache.get(['11.0.0.1']))[0]?.city).toBe('Köln');
    expect(await cache.spend(1, 10)).toBeUndefined();
    await replica.command('REPLICAOF', 'NO', 'ONE');
    await eventually('it is written', () => detail(cache, 'kept') === '1');
    expect(cache.facts().state).toBe('ready');
  });

  it('is told from one whose certificate nobody knows, and from one without TLS', async () => {
    await using secured = await startRedis({ tls: true });
    await using plain = await startRedis();
    await using untrusted = open(`rediss://127.0.0.1:${secured.port}`);
    await untrusted.get(['11.0.0.1']);
    expect(untrusted.facts().state).toMatch(/^its TLS certificate is not trusted/);
    await using bare = open(`rediss://127.0.0.1:${plain.port}`);
    expect(await timeOfNothing(bare)).toBeLessThan(longestGetMilliseconds);
    await becomes(bare, /^away: no TLS comes back/);
    await using open_ = open(`redis://127.0.0.1:${secured.port}`);
    await open_.get(['11.0.0.1']);
    expect(open_.isUsable).toBe(false);
    await using lost = open(`rediss://127.0.0.1:${secured.port}?ca=/nowhere/at/all.pem`);
    expect(lost.facts()).toMatchObject({ isTrouble: true, state: expect.stringContaining('cannot be read') });
  });
});
