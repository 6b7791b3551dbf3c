import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type GeoLiteService, standInPlace, startGeoLiteService } from '../testing/geolite-service.ts';
import { sharedCounter } from '../testing/shared-counter.ts';
import { noon, openWebService } from '../testing/web-service-stand.ts';
import { isNotFound } from './answer.ts';
import { failuresToOpen } from './circuit-breaker.ts';
import type { WebServiceOptions } from './web-service.ts';

let service: GeoLiteService;
beforeAll(async () => {
  service = await startGeoLiteService();
  service.trust();
});

afterEach(() => service.reset());

afterAll(() => service.close());

const open = (options?: Partial<WebServiceOptions>) => openWebService(service, options);

const requestsOf = (address: string) => service.requests.get(address) ?? 0;

describe('the web service', () => {
  it('answers with country, city and system, for IPv4 and IPv6', async () => {
    using opened = open();
    const { web, clock, detail } = opened;
    for (const address of ['1.2.3.4', '2600:1406:3a00::1']) {
      expect(await web.lookUp(address)).toEqual({
        ...standInPlace(address),
        origin: 'web',
        source: service.host,
        at: clock.now / 1000,
      });
    }
    expect(web.facts()).toMatchObject({
      tier: 'web',
      state: 'ready',
      isTrouble: false,
      asked: 2,
      answered: 2,
    });
    expect(web.facts().latency).toBeGreaterThan(0);
    expect(detail('budget')).toBe('998 of 1,000 left today');
  });

  it('tells who registered a network of no country, and that nobody knows', async () => {
    service.place('5.5.5.5', { asn: 64_500, organisation: 'Everywhere' });
    service.place('6.6.6.6', undefined);
    service.behave(
      {
        kind: 'document',
        document: { city: { names: { en: 'Atlantis' } }, traits: { ip_address: '7.7.7.7' } },
      },
      { address: '7.7.7.7' },
    );
    using opened = open();
    const { web } = opened;
    expect(await web.lookUp('5.5.5.5')).toMatchObject({
      country: 'US',
      asn: 64_500,
      organisation: 'Everywhere',
    });
    for (const address of ['6.6.6.6', '7.7.7.7', '10.1.2.3']) {
      const answer = await web.lookUp(address);
      expect(answer && isNotFound(answer) && answer.city === '').toBe(true);
    }
    expect(web.facts()).toMatchObject({ state: 'ready', answered: 4 });
  });

  it('sends nothing for what is no address', async () => {
    using opened = open();
    const { web } = opened;
    for (const wrong of ['', 'me', '1.2.3', '1.2.3.4/24', 'fe80::1%eth0', '../../x', '1.2.3.4?x=1']) {
      expect(await web.lookUp(wrong)).toBeUndefined();
    }
    expect(service.total).toBe(0);
  });

  it('has no more under way than its limit, and refuses the rest at once', async () => {
    using opened = open();
    const { web } = opened;
    service.behave({ kind: 'slow', milliseconds: 60 });
    const addresses = Array.from({ length: 20 }, (_, index) => `8.8.4.${index}`);
    const answers = await Promise.all(addresses.map(address => web.lookUp(address)));
    expect(answers.filter(answer => answer !== undefined)).toHaveLength(web.concurrency);
    // As a caller with a queue does it.
    let next = 0;
    const worker = async () => {
      while (next < addresses.length) {
        next += 1;
        expect(await web.lookUp(addresses[next - 1] ?? '')).toBeDefined();
      }
    };
    await Promise.all(Array.from({ length: web.concurrency }, worker));
    expect(service.mostAtOnce).toBeLessThanOrEqual(web.concurrency);
  });

  it('gives up what is under way when it is closed', async () => {
    using opened = open();
    const { web } = opened;
    service.behave({ kind: 'hang' });
    const lookUps = ['1.1.1.1', '1.1.1.2'].map(address => web.lookUp(address));
    await expect.poll(() => service.total).toBe(2);
    web.close();
    expect(await Promise.all(lookUps)).toEqual([undefined, undefined]);
    expect(await web.lookUp('1.1.1.3')).toBeUndefined();
    expect(web.isUsable).toBe(false);
    expect(web.facts().state).toBe('closed');
  });
});

describe('trouble of the moment', () => {
  it.each([500, 502, 503])('asks again after %i, twice at most', async status => {
    using opened = open();
    const { web } = opened;
    service.behave({ kind: 'status', status }, { times: 2 });
    expect(await web.lookUp('1.1.1.1')).toBeDefined();
    expect(requestsOf('1.1.1.1')).toBe(3);
    service.behave({ kind: 'status', status }, { times: 3 });
    expect(await web.lookUp('1.1.1.2')).toBeUndefined();
    expect(requestsOf('1.1.1.2')).toBe(3);
    expect(web.facts()).toMatchObject({ state: 'ready', asked: 2, answered: 1 });
  });

  it.each(['hang', 'stall'] as const)('asks again after a %s', async kind => {
    using opened = open({ timeoutMilliseconds: 800 });
    const { web, detail } = opened;
    service.behave({ kind }, { times: 1 });
    expect(await web.lookUp('1.1.1.1')).toBeDefined();
    expect(requestsOf('1.1.1.1')).toBe(2);
    expect(detail('failed')).toBe('1, last: no answer in time');
  });

  it.each(['cut', 'cut body', 'garbage', 'page', 'gigantic'] as const)(
    'goes on to the next tier after %s, without asking again',
    async kind => {
      using opened = open();
      const { web, detail } = opened;
      service.behave({ kind }, { times: 1 });
      expect(await web.lookUp('1.1.1.1')).toBeUndefined();
      expect(requestsOf('1.1.1.1')).toBe(1);
      expect(detail('failed')).toMatch(
        /^1, last: (the connection was cut|the answer (makes no sense|is too large))/,
      );
      expect(await web.lookUp('1.1.1.1')).toBeDefined();
    },
  );

  it('follows no redirect, and so carries the credentials nowhere', async () => {
    using opened = open();
    const { web } = opened;
    service.behave({ kind: 'redirect', to: '/elsewhere' });
    expect(await web.lookUp('1.1.1.1')).toBeUndefined();
    expect(service).toMatchObject({ total: 1, strays: 0 });
    expect(web.facts().state).toMatch(/^away: .*sends us elsewhere \(302\).*trying again in 5 min$/);
  });

  it('waits as long as the service asks, for short and for long', async () => {
    using opened = open({ now: Date.now });
    const { web } = opened;
    service.behave({ kind: 'too many', retryAfter: '1' }, { times: 1 });
    const start = performance.now();
    expect(await web.lookUp('1.1.1.1')).toBeDefined();
    expect(performance.now() - start).toBeGreaterThan(990);
    using late = open();
    service.behave({ kind: 'too many', retryAfter: '3600' });
    expect(await late.web.lookUp('1.1.1.2')).toBeUndefined();
    expect(requestsOf('1.1.1.2')).toBe(1);
    expect(late.web.facts().state).toContain(
      'away: the service asks for fewer requests (429); trying again in 60 min',
    );
    late.clock.now += 3_599_000;
    expect(late.web.isUsable).toBe(false);
    late.clock.now += 1000;
    service.behave();
    expect(await late.web.lookUp('1.1.1.2')).toBeDefined();
    expect(late.web.facts().state).toBe('ready');
  });

  it('asks again although its timer ends a little before the pause is over', async () => {
    const due = Date.now() + 1000;
    let late = Number.POSITIVE_INFINITY;
    const now = () => {
      const time = Date.now();
      if (time >= due) late = Math.min(late, time);
      return time >= due && time < late + 10 ? time - 20 : time;
    };
    using opened = open({ now });
    service.behave({ kind: 'too many', retryAfter: '1' }, { times: 1 });
    expect(await opened.web.lookUp('1.1.1.1')).toBeDefined();
    expect(requestsOf('1.1.1.1')).toBe(2);
  });

  it('asks again after 429 without a time, with pauses', async () => {
    using opened = open();
    const { web } = opened;
    service.behave({ kind: 'too many' }, { times: 1 });
    expect(await web.lookUp('1.1.1.1')).toBeDefined();
    expect(requestsOf('1.1.1.1')).toBe(2);
  });
});

describe('a service that is down', () => {
  it('is left alone after a few requests, tried with one, and used again when it is back', async () => {
    using opened = open();
    const { web, clock } = opened;
    service.behave({ kind: 'status', status: 500 });
    const addresses = Array.from({ length: 40 }, (_, index) => `1.0.0.${index}`);
    for (let at = 0; at < addresses.length; at += 4) {
      await Promise.all(addresses.slice(at, at + 4).map(address => web.lookUp(address)));
    }
    expect(service.total).toBeLessThanOrEqual(failuresToOpen + web.concurrency);
    expect(web.isUsable).toBe(false);
    expect(web.facts().state).toMatch(
      /^away: the service has a trouble of its own \(500\); trying again in \d+ s$/,
    );
    expect(web.facts().isTrouble).toBe(true);

    const before = service.total;
    clock.now += 15_000;
    await Promise.all(addresses.slice(0, 4).map(address => web.lookUp(address)));
    expect(service.total).toBe(before + 1);
    expect(web.isUsable).toBe(false);

    service.behave();
    clock.now += 30_000;
    expect(await web.lookUp('1.0.0.1')).toBeDefined();
    expect(web.facts()).toMatchObject({ state: 'ready', isTrouble: false });
    expect(await Promise.all(addresses.slice(0, 4).map(address => web.lookUp(address)))).not.toContain(
      undefined,
    );
  });

  it('says so when nobody listens there', async () => {
    using opened = open();
    const { web, clock } = opened;
    await service.stop();
    for (let request = 0; request < failuresToOpen + 2; request += 1) await web.lookUp('1.1.1.1');
    expect(web.facts().state).toMatch(/^away: (connection refused|the connection was cut); trying again in/);
    await service.reopen();
    clock.now += 15_000;
    expect(await web.lookUp('1.1.1.1')).toBeDefined();
  });
});

describe('the budget of the web service', () => {
  it('counts every request, and is never exceeded, retries included', async () => {
    using opened = open({ budget: 10 });
    const { web, clock, detail } = opened;
    service.behave({ kind: 'status', status: 500 }, { times: 2 });
    for (let address = 0; address < 30; address += 1) await web.lookUp(`1.1.2.${address}`);
    expect(service.total).toBe(10);
    expect(web.isUsable).toBe(false);
    expect(web.facts()).toMatchObject({
      state: 'resting: the budget of 10 a day is spent; goes on at 00:00 UTC',
      isTrouble: true,
    });
    expect(detail('budget')).toBe('0 of 10 left today');
    clock.now = Date.parse('2026-11-22T00:00:00Z');
    expect(await web.lookUp('1.1.2.29')).toBeDefined();
  });

  it('is shared by two that share a cache', async () => {
    const counter = sharedCounter('redis', () => noon);
    const both = [1, 2].map(() => open({ budget: 30, shared: () => counter.cache }).web);
    await Promise.all(
      both.map(async (web, which) => {
        for (let address = 0; address < 30; address += 1) await web.lookUp(`1.${which}.3.${address}`);
      }),
    );
    expect(service.total).toBeLessThanOrEqual(30);
    expect(service.total).toBeGreaterThanOrEqual(20);
    expect(both.map(web => web.isUsable)).toEqual([false, false]);
  });
});
