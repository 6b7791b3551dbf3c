/**
 * The whole chain, from packets to counts per country, over a real Redis and a stand-in of the web service on
 * loopback, in good and bad days: whatever fails, every packet ends up in the country an independent count says.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { Core } from '../engine/core.ts';
import {
  countPlainly,
  geoBatches,
  geoTraffic,
  type PlainCount,
  publicAddresses,
} from '../testing/geo-traffic.ts';
import { type Behavior, documentedErrors } from '../testing/geolite-behavior.ts';
import { type GeoLiteService, startGeoLiteService } from '../testing/geolite-service.ts';
import { redisServerMissing, startRedis } from '../testing/redis-server.ts';
import { startSlowProxy } from '../testing/slow-proxy.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { countryCode, countryLabel, countryLocal } from './countries.ts';
import { openDatabases } from './databases.ts';
import { openGeo } from './open.ts';
import type { Resolver } from './resolver.ts';
import { defaultGeoSettings, type GeoSettings } from './settings.ts';

const missing = redisServerMissing();
if (missing !== undefined) console.log(`The chain of tiers is not tested: ${missing}`);

const perBatch = 50;
const addresses = publicAddresses(400);
const traffic = geoTraffic(addresses, 4000);
const databases = openDatabases([], {}, { folders: [] });
const expected = plain(countPlainly(traffic, address => databases.lookUp(address).country));

function plain(counts: ReadonlyMap<string, PlainCount>): Record<string, PlainCount> {
  return Object.fromEntries([...counts].sort(([one], [other]) => (one < other ? -1 : 1)));
}

function countsOf(core: Core): Record<string, PlainCount> {
  const rows = core.hostPlaces.counts.rows('start').map(row => {
    const code = row.country === countryLocal ? countryLabel(row.country) : countryCode(row.country);
    const { packets, packetsIn, packetsOut, bytes, bytesIn, bytesOut, hosts } = row;
    const count: PlainCount = {
      packets: { in: packetsIn, out: packetsOut, all: packets },
      bytes: { in: bytesIn, out: bytesOut, all: bytes },
      hosts,
    };
    return [code, count] as const;
  });
  return plain(new Map(rows));
}

const pause = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds));

type Run = { readonly resolver: Resolver; readonly core: Core; [Symbol.asyncDispose](): Promise<void> };

async function open(settings: Partial<GeoSettings>, keptIn?: string): Promise<Run> {
  const folder = keptIn === undefined ? temporaryFolder() : undefined;
  const environment = { XDG_CACHE_HOME: keptIn ?? folder?.path };
  const all = { ...defaultGeoSettings, redis: 'off', databases: [], ...settings };
  const resolver = await openGeo(all, environment);
  if (resolver === undefined) throw new Error('switched off');
  const core = new Core({ finder: resolver, maxPackets: 1000 });
  const end = async (): Promise<void> => {
    await resolver.close();
    folder?.[Symbol.dispose]();
  };
  return { resolver, core, [Symbol.asyncDispose]: end };
}

/** Plays the traffic; `during` is called at that batch. Patient: no faster than answers come. */
async function play(
  { resolver, core }: Run,
  during: Readonly<Record<number, () => unknown>> = {},
  isPatient = false,
): Promise<void> {
  for (const [index, batch] of geoBatches(traffic, perBatch).entries()) {
    await during[index]?.();
    core.packets(batch);
    await (isPatient ? resolver.idle() : pause(2));
  }
  await resolver.idle();
}

async function playsExactly(run: Run, during?: Readonly<Record<number, () => unknown>>): Promise<void> {
  await play(run, during);
  expect(countsOf(run.core)).toEqual(expected);
  expect(run.core.hostPlaces.waitingAddresses).toBe(0);
}

function tier(run: Run, name: string) {
  return run.resolver.facts().find(facts => facts.tier === name);
}

/** On a busy machine Redis may be too slow for a moment, and the next tier answers: which is right, but another test. */
const again = { retry: 3 } as const;

/** A connection that takes too long to make is not waited for: which is right, and not what is tested here. */
async function connected(run: Run): Promise<void> {
  const begun = performance.now();
  while (tier(run, 'redis')?.state !== 'ready' && performance.now() - begun < 5000) await pause(20);
}

describe('with databases alone', () => {
  it('counts as an independent count does', async () => {
    await using run = await open({});
    await playsExactly(run);
    expect(Object.keys(expected).length).toBeGreaterThan(20);
  });
});

describe.runIf(missing === undefined)('with Redis', () => {
  it('cold and warm', again, async () => {
    await using server = await startRedis();
    const before = await server.commandCounts();
    for (const isWarm of [false, true]) {
      await using run = await open({ redis: server.url });
      await connected(run);
      await playsExactly(run);
      expect(tier(run, 'redis')?.answered).toBe(isWarm ? addresses.length : 0);
    }
    const counts = await server.commandCounts();
    const rounds = ['mget', 'eval'].map(name => (counts.get(name) ?? 0) - (before.get(name) ?? 0));
    expect(rounds.reduce((sum, count) => sum + count, 0)).toBeLessThan(addresses.length);
    expect(await server.command('DBSIZE')).toContain(String(addresses.length));
  });

  it('killed in the middle, and back again', async () => {
    await using server = await startRedis();
    await using run = await open({ redis: server.url });
    await playsExactly(run, { 3: () => server.stop('SIGKILL'), 6: () => server.restart() });
    const begun = performance.now();
    while (tier(run, 'redis')?.state !== 'ready' && performance.now() - begun < 15_000) await pause(50);
    expect(tier(run, 'redis')?.state).toBe('ready');
  });

  it('frozen in the middle, so that it hangs', async () => {
    await using server = await startRedis();
    await using run = await open({ redis: server.url });
    await playsExactly(run, { 3: () => server.freeze() });
    expect(tier(run, 'redis')?.isTrouble).toBe(true);
    server.thaw();
  });

  it('with a password, right, wrong and missing', async () => {
    await using server = await startRedis({ password: 'open sesame' });
    const urls = [server.url, server.url.replace(/:[^:@/]*@/, ':wrong@'), `redis://127.0.0.1:${server.port}`];
    for (const [index, redis] of urls.entries()) {
      await using run = await open({ redis });
      await playsExactly(run);
      expect(tier(run, 'redis')?.isTrouble).toBe(index > 0);
      expect(JSON.stringify(run.resolver.facts())).not.toMatch(/sesame|wrong@/);
    }
  });

  it('full', again, async () => {
    await using server = await startRedis({ maxMemory: '1mb' });
    await using run = await open({ redis: server.url });
    await playsExactly(run);
    const begun = performance.now();
    while (!/^full/.test(tier(run, 'redis')?.state ?? '') && performance.now() - begun < 5000)
      await pause(50);
    expect(tier(run, 'redis')?.state).toMatch(/^full/);
  });

  it('500 ms away, from the start and from the middle, and answering garbage', async () => {
    await using server = await startRedis();
    await using proxy = await startSlowProxy(server.port);
    const redis = `redis://127.0.0.1:${proxy.port}`;
    const makers = [
      () => (proxy.latency = 500),
      () => (proxy.isBlackhole = true),
      () => (proxy.garbage = Buffer.from('-?\u0000$99999999999\r\n*-7\r\n')),
      () => proxy.cut(),
    ];
    for (const make of makers) {
      for (const at of [0, 3]) {
        proxy.latency = 0;
        proxy.isBlackhole = false;
        proxy.garbage = undefined;
        if (at === 0) make();
        await using run = await open({ redis });
        await playsExactly(run, { [at]: make });
      }
    }
  });
});

/** Says of every address what the databases say, so that it does not matter who answers. */
let service: GeoLiteService;

async function startService(): Promise<void> {
  service = await startGeoLiteService();
  service.trust();
  for (const address of addresses) {
    const { country } = databases.lookUp(address);
    service.place(address, country === '' ? undefined : { country, city: `City of ${address}`, asn: 64_500 });
  }
}

function webSettings(budget = 5000): Partial<GeoSettings> {
  return { credentials: service.credentials, host: service.host, budget };
}

describe.runIf(missing === undefined)('with the web service', () => {
  beforeAll(startService);
  afterAll(() => service.close());
  beforeEach(() => service.reset());

  it('asks it once for each address, and never again for what the file keeps', async () => {
    using folder = temporaryFolder();
    for (const round of [1, 2]) {
      await using run = await open(webSettings(), join(folder.path, 'cache'));
      await play(run, {}, true);
      expect(countsOf(run.core)).toEqual(expected);
      expect([round, service.total]).toEqual([round, addresses.length]);
    }
    expect(Math.max(...service.requests.values())).toBe(1);
  });

  const failures: readonly (readonly [string, Behavior])[] = [
    ...Object.keys(documentedErrors)
      // Of an address nobody knows the databases are not asked: that is an answer.
      .filter(code => !/NOT_FOUND|RESERVED/.test(code))
      .map(code => [code, { kind: 'error', code }] as const),
    ['an unknown code', { kind: 'error', code: 'SOMETHING_NEW' }],
    ['500', { kind: 'status', status: 500 }],
    ['503', { kind: 'status', status: 503 }],
    ['too many requests', { kind: 'too many', retryAfter: '1' }],
    ['a hang', { kind: 'hang' }],
    ['a stall', { kind: 'stall' }],
    ['a cut', { kind: 'cut' }],
    ['garbage', { kind: 'garbage' }],
    ['a page of somebody else', { kind: 'page' }],
    ['a redirect', { kind: 'redirect', to: 'https://127.0.0.1:1/' }],
  ];

  it.for(failures)('that answers with %s in the middle', async ([, behavior]) => {
    await using run = await open(webSettings());
    await play(run, { 2: () => run.resolver.idle(), 3: () => service.behave(behavior) });
    expect(countsOf(run.core)).toEqual(expected);
    expect(tier(run, 'web')?.answered).toBeGreaterThan(0);
    expect(tier(run, 'database')?.asked).toBeGreaterThan(0);
    expect(JSON.stringify(run.resolver.facts())).not.toContain(service.credentials.licenseKey);
  });

  it('shares answers and the daily budget with another through one Redis', again, async () => {
    await using server = await startRedis();
    const settings = { ...webSettings(500), redis: server.url };
    await using first = await open(settings);
    await connected(first);
    await play(first, {}, true);
    const asked = service.total;
    expect(asked).toBe(addresses.length);
    await pause(300);
    await using second = await open(settings);
    await connected(second);
    await play(second, {}, true);
    expect(service.total).toBe(asked);
    for (const run of [first, second]) expect(countsOf(run.core)).toEqual(expected);
    // What is left of the day is left for both together, however both ask.
    const others = publicAddresses(700, 77).filter(address => !addresses.includes(address));
    const runs = [first, second];
    for (const [index, address] of others.entries()) await runs[index % 2]?.resolver.lookUp(address);
    expect(service.total).toBeLessThanOrEqual(500);
    expect(service.total).toBeGreaterThan(450);
  });
});
