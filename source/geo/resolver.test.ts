import { describe, expect, it } from 'vitest';
import { FakeCache, FakeDatabases, FakeWeb, geoAnswer } from '../testing/fake-tiers.ts';
import type { GeoAnswer } from './answer.ts';
import { mostCollected } from './cache-stage.ts';
import { placeUnknown } from './place-table.ts';
import { Resolver, type ResolverOptions } from './resolver.ts';
import { mostQueued } from './web-stage.ts';

type Tiers = { caches?: FakeCache[]; databases?: FakeDatabases | undefined; web?: FakeWeb };

/** A resolver that notes what it is asked for and tells; tokens are the addresses. */
function start({ caches = [], databases, web }: Tiers, options: ResolverOptions = {}) {
  const resolver = new Resolver({ caches, databases, web }, options);
  const told = new Map<number, string[]>();
  let isInside = false;
  let wasInside = false;
  resolver.onPlace = (token, place) => {
    wasInside ||= isInside;
    told.set(token, [...(told.get(token) ?? []), resolver.places.country(place)]);
  };
  return {
    resolver,
    told,
    find: (d: number) => resolver.findNow(4, 0, 0, 0, d),
    request: (d: number, token = d) => {
      isInside = true;
      resolver.request(4, 0, 0, 0, d, token);
      isInside = false;
    },
    get wasInside() {
      return wasInside;
    },
    country: (d: number) => resolver.places.country(resolver.findNow(4, 0, 0, 0, d)),
  };
}

const first = 0x01010101;
const web = (country: string): GeoAnswer => geoAnswer(country, { origin: 'web', asn: 9 });
const pause = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds));

describe('Resolver', () => {
  it('answers at once from the databases when nothing stands before them, and remembers', () => {
    const databases = new FakeDatabases();
    const { find, country } = start({ databases });
    expect(find(first)).toBeGreaterThan(placeUnknown);
    expect(country(first)).toBe('DE');
    expect(databases.asked).toEqual(['1.1.1.1']);
  });

  it('asks the cache for many addresses at a time and each only once', async () => {
    const redis = new FakeCache();
    redis.known.set('1.1.1.1', geoAnswer('FR'));
    const databases = new FakeDatabases();
    const { resolver, find, request, told, wasInside } = start({ caches: [redis], databases });
    expect(find(first)).toBe(0);
    for (let index = 0; index < 600; index += 1) request(first + index);
    for (let index = 0; index < 600; index += 1) request(first + index, 10_000 + index);
    await resolver.idle();
    expect(redis.batches.map(batch => batch.length)).toEqual([256, 256, 88]);
    expect(told.size).toBe(1200);
    expect([...told.values()].every(countries => countries.length === 1)).toBe(true);
    expect([told.get(first), told.get(10_000), told.get(first + 1)]).toEqual([['FR'], ['FR'], ['DE']]);
    expect(redis.puts.length).toBe(599);
    expect(wasInside).toBe(false);
    expect(find(first)).toBeGreaterThan(placeUnknown);
  });

  it('goes on without a cache that is gone, and with one that never answers within its limit', async () => {
    const redis = new FakeCache();
    const databases = new FakeDatabases();
    const { resolver, request, told, find } = start({ caches: [redis], databases });
    redis.hangs = true;
    request(first);
    const begun = performance.now();
    await resolver.idle();
    expect(performance.now() - begun).toBeLessThan(2000);
    expect(told.get(first)).toEqual(['DE']);
    redis.isUsable = false;
    expect(find(first + 1)).toBeGreaterThan(placeUnknown);
    request(first + 2);
    await resolver.idle();
    expect(told.get(first + 2)).toEqual(['DE']);
    expect(redis.puts).toEqual(['1.1.1.1']);
  });

  it('asks the web service first, then the databases, whose answer it does not keep', async () => {
    const redis = new FakeCache();
    const file = new FakeCache('file');
    const databases = new FakeDatabases();
    const service = new FakeWeb();
    const { resolver, request, told } = start({ caches: [redis, file], databases, web: service });
    request(first);
    await resolver.idle();
    expect(told.get(first)).toEqual(['US']);
    expect([redis.puts, file.puts, databases.asked]).toEqual([['1.1.1.1'], ['1.1.1.1'], []]);
    service.answer = async () => undefined;
    request(first + 1);
    await resolver.idle();
    expect(told.get(first + 1)).toEqual(['DE']);
    expect([redis.puts, file.puts]).toEqual([['1.1.1.1'], ['1.1.1.1']]);
    expect(service.mostUnderWay).toBe(1);
  });

  it('tells the others what only the file of this machine knows', async () => {
    const redis = new FakeCache();
    const file = new FakeCache('file');
    file.known.set('1.1.1.1', web('JP'));
    const service = new FakeWeb();
    const { resolver, request, told } = start({ caches: [redis, file], web: service });
    request(first);
    await resolver.idle();
    expect([told.get(first), redis.puts, file.puts, service.asked]).toEqual([['JP'], ['1.1.1.1'], [], []]);
  });

  it('asks again where somebody knows better than who filled the cache', async () => {
    const redis = new FakeCache();
    redis.known.set('1.1.1.1', geoAnswer('FR'));
    redis.known.set('1.1.1.2', geoAnswer('FR', { city: 'Lyon' }));
    redis.known.set('1.1.1.3', geoAnswer('FR'));
    const databases = new FakeDatabases();
    databases.detail = 2;
    databases.answer = address => (address === '1.1.1.3' ? geoAnswer('') : geoAnswer('DE', { city: 'Ulm' }));
    const { resolver, request, told } = start({ caches: [redis], databases });
    for (const index of [0, 1, 2]) request(first + index);
    await resolver.idle();
    expect([0, 1, 2].map(index => told.get(first + index))).toEqual([['DE'], ['FR'], ['FR']]);
    expect(redis.puts).toEqual(['1.1.1.1']);
  });

  it('asks the web service for what a database said, and takes that when it fails', async () => {
    const redis = new FakeCache();
    redis.known.set('1.1.1.1', geoAnswer('FR'));
    redis.known.set('1.1.1.2', geoAnswer('FR'));
    const service = new FakeWeb();
    service.answer = async address => (address === '1.1.1.1' ? web('BR') : undefined);
    const { resolver, request, told } = start({ caches: [redis], web: service });
    request(first);
    request(first + 1);
    await resolver.idle();
    expect([told.get(first), told.get(first + 1)]).toEqual([['BR'], ['FR']]);
  });

  it('bounds what it asks of the web service, in number and in time', async () => {
    const databases = new FakeDatabases();
    const service = new FakeWeb();
    const answers: ((answer: GeoAnswer) => void)[] = [];
    service.answer = () => new Promise(resolve => answers.push(resolve));
    const { resolver, request, told, country } = start(
      { databases, web: service },
      { webPatienceMilliseconds: 100 },
    );
    const count = mostQueued + 50;
    for (let index = 0; index < count; index += 1) request(first + index);
    await pause(30);
    expect(told.size).toBe(50 - service.concurrency);
    await resolver.idle();
    expect(told.size).toBe(count);
    expect(service.asked.length).toBe(service.concurrency);
    expect(country(first)).toBe('DE');
    // What comes too late for those who waited is not lost.
    answers[0]?.(web('BR'));
    await pause(10);
    expect(country(first)).toBe('BR');
    expect(told.get(first)).toEqual(['DE']);
  });

  it('tells unknown where nobody can be asked', async () => {
    const service = new FakeWeb();
    service.isUsable = false;
    const { resolver, request, told, find } = start({ caches: [], web: service });
    expect(find(first)).toBe(0);
    request(first);
    await resolver.idle();
    expect(told.get(first)).toEqual(['']);
    expect(find(first)).toBe(placeUnknown);
  });

  it('lets the databases answer a flood that is too much for the cache', async () => {
    const redis = new FakeCache();
    redis.delay = 5;
    const databases = new FakeDatabases();
    const { resolver, request, told, find } = start({ caches: [redis], databases }, { maxWaiting: 20_000 });
    for (let index = 0; index < 12_000; index += 1) request(first + index);
    expect(find(first + 15_000)).toBeGreaterThan(placeUnknown);
    await resolver.idle();
    expect(told.size).toBe(12_000);
    expect([...told.values()].every(countries => countries.join() === 'DE')).toBe(true);
    expect(redis.batches.flat().length).toBeLessThanOrEqual(mostCollected + 16 * 256);
    // It was not asked, so it is told nothing.
    expect(redis.puts.length).toBe(redis.batches.flat().length);
  });

  it('takes what is too much for everybody for unknown, counts it, and loses no token', async () => {
    const redis = new FakeCache();
    redis.delay = 5;
    const { resolver, request, told } = start({ caches: [redis] }, { maxWaiting: 20_000 });
    const count = 30_000;
    for (let index = 0; index < count; index += 1) request(first + index);
    await resolver.idle();
    expect(told.size).toBe(count);
    expect([...told.values()].every(countries => countries.length === 1)).toBe(true);
    const memory = resolver.facts()[0];
    expect(memory?.details).toContainEqual(['not looked up: too many', '10,000']);
  });

  it('leaves the event loop to others while the databases are asked', async () => {
    const databases = new FakeDatabases();
    databases.answer = () => {
      const end = performance.now() + 0.2;
      while (performance.now() < end);
      return geoAnswer('DE');
    };
    const { resolver, request } = start({ databases });
    for (let index = 0; index < 1000; index += 1) request(first + index);
    // Whoever else has something to do gets his turn again and again, not only when all is done.
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 1);
    await resolver.idle();
    clearInterval(timer);
    expect(turns).toBeGreaterThan(5);
  });

  it('answers nothing to a new owner that the old one asked', async () => {
    const redis = new FakeCache();
    redis.delay = 10;
    const { resolver, request, told, country } = start({ caches: [redis], databases: new FakeDatabases() });
    request(first);
    const others: number[] = [];
    resolver.onPlace = token => others.push(token);
    resolver.request(4, 0, 0, 0, first, 77);
    await resolver.idle();
    expect([told.size, others]).toEqual([0, [77]]);
    expect(country(first)).toBe('DE');
  });

  it('looks up texts, the address inside others too, and nothing that is not public', async () => {
    const databases = new FakeDatabases();
    const { resolver } = start({ databases });
    expect((await resolver.lookUp('::ffff:9.9.9.9')).country).toBe('DE');
    expect((await resolver.lookUp('10.0.0.1')).country).toBe('');
    expect((await resolver.lookUp('nonsense')).country).toBe('');
    expect(databases.asked).toEqual(['9.9.9.9']);
  });

  it('answers whoever waits when it is closed', async () => {
    const redis = new FakeCache();
    redis.hangs = true;
    const service = new FakeWeb();
    service.answer = () => new Promise(() => undefined);
    const { resolver, request, told } = start({
      caches: [redis],
      databases: new FakeDatabases(),
      web: service,
    });
    for (let index = 0; index < 600; index += 1) request(first + index);
    await pause(10);
    await resolver.close();
    await resolver.idle();
    expect(told.size).toBe(600);
    expect(redis.isClosed).toBe(true);
    request(first + 1000);
    await resolver.idle();
    expect(told.get(first + 1000)).toEqual(['DE']);
  });
});

describe('explain', () => {
  it('tells what each tier says and which one counts, without spending what is not needed', async () => {
    const redis = new FakeCache();
    const databases = new FakeDatabases();
    const service = new FakeWeb();
    const { resolver } = start({ caches: [redis], databases, web: service });
    const before = await resolver.explain('2002:0909:0909::1');
    expect([before.located, before.addressClass, before.tier, before.answer?.country]).toEqual([
      '9.9.9.9',
      'remote',
      'web',
      'US',
    ]);
    expect(before.opinions.map(({ tier, note }) => [tier, note])).toEqual([
      ['redis', 'does not know it yet'],
      ['web', ''],
      ['database', ''],
    ]);
    const after = await resolver.explain('9.9.9.9');
    expect([after.tier, service.asked.length]).toEqual(['redis', 1]);
    expect((await resolver.explain('9.9.9.9', { asksWeb: true })).opinions[1]?.answer?.city).toBe('Boston');
    expect(await resolver.explain('192.168.1.1')).toMatchObject({ addressClass: 'local', opinions: [] });
    expect((await resolver.explain('no address')).addressClass).toBe('');
  });

  it('tells of who turns out not to answer, and why', async () => {
    const redis = new FakeCache();
    redis.get = async () => {
      redis.isUsable = false;
      return [undefined];
    };
    const service = new FakeWeb();
    service.lookUp = async () => undefined;
    const facts = service.facts();
    service.facts = () => ({ ...facts, details: [['failed', '1, last: connection refused']] });
    const { resolver } = start({ caches: [redis], databases: new FakeDatabases(), web: service });
    const { opinions } = await resolver.explain('9.9.9.9');
    expect(opinions.map(({ note }) => note)).toEqual([
      'gave no answer',
      'gave no answer: connection refused',
      '',
    ]);
  });
});
