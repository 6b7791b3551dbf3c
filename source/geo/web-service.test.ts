import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { documentedErrors } from '../testing/geolite-behavior.ts';
import { type GeoLiteService, standInPlace, startGeoLiteService } from '../testing/geolite-service.ts';
import { sharedCounter } from '../testing/shared-counter.ts';
import { isNotFound } from './answer.ts';
import { failuresToOpen } from './circuit-breaker.ts';
import type { WebService } from './tiers.ts';
import { createWebService, type WebServiceOptions } from './web-service.ts';

let service: GeoLiteService;
const opened: WebService[] = [];

beforeAll(async () => {
  service = await startGeoLiteService();
  service.trust();
});

afterEach(() => {
  for (const web of opened.splice(0)) web.close();
  service.reset();
});

afterAll(() => service.close());

/** One that is quick to retry, and whose clock we wind. */
function open(options: Partial<WebServiceOptions> = {}) {
  const clock = { now: Date.parse('2026-11-21T12:00:00Z') };
  const web = createWebService({
    credentials: service.credentials,
    host: service.host,
    budget: 1000,
    shared: () => undefined,
    now: () => clock.now,
    timeoutMilliseconds: 3000,
    retryMilliseconds: 1,
    ...options,
  });
  opened.push(web);
  const detail = (label: string) => web.facts().details.find(([name]) => name === label)?.[1] ?? '';
  return { web, clock, detail };
}

const requestsOf = (address: string) => service.requests.get(address) ?? 0;

describe('the web service', () => {
  it('answers with country, city and system, for IPv4 and IPv6', async () => {
    const { web, clock, detail } = open();
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
      { kind: 'document', document: { city: { names: { en: 'Atlantis' } } } },
      { address: '7.7.7.7' },
    );
    const { web } = open();
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
    const { web } = open();
    for (const wrong of ['', 'me', '1.2.3', '1.2.3.4/24', 'fe80::1%eth0', '../../x', '1.2.3.4?x=1']) {
      expect(await web.lookUp(wrong)).toBeUndefined();
    }
    expect(service.total).toBe(0);
  });

  it('has no more under way than its limit, and refuses the rest at once', async () => {
    const { web } = open();
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
    const { web } = open();
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

describe('each documented error, over HTTPS', () => {
  const expected: Readonly<Record<string, string>> = {
    IP_ADDRESS_INVALID: 'ready',
    IP_ADDRESS_REQUIRED: 'ready',
    IP_ADDRESS_RESERVED: 'ready',
    IP_ADDRESS_NOT_FOUND: 'ready',
    AUTHORIZATION_INVALID: 'stopped: the service knows no such account id and licence key; check',
    LICENSE_KEY_REQUIRED: 'stopped: the service misses a licence key; check',
    ACCOUNT_ID_REQUIRED: 'stopped: the service misses an account id; check',
    ACCOUNT_ID_UNKNOWN: 'stopped: the service knows no such account id; check',
    USER_ID_REQUIRED: 'stopped: the service misses an account id; check',
    USER_ID_UNKNOWN: 'stopped: the service knows no such account id; check',
    OUT_OF_QUERIES: 'resting: the account has no queries left today; goes on at 00:00 UTC',
    INSUFFICIENT_FUNDS: 'resting: the account has no funds',
    PERMISSION_REQUIRED: 'stopped: the account may not use this service; check',
  };

  it('is expected here', () =>
    expect(Object.keys(expected).sort()).toEqual(Object.keys(documentedErrors).sort()));

  it.each(Object.entries(expected))('%s → %s', async (code, state) => {
    const { web, clock } = open();
    service.behave({ kind: 'error', code });
    const answer = await web.lookUp('9.9.9.9');
    const isAnswer = code === 'IP_ADDRESS_RESERVED' || code === 'IP_ADDRESS_NOT_FOUND';
    expect(answer !== undefined && isNotFound(answer)).toBe(isAnswer);
    expect(web.facts().state).toContain(state);
    expect(web.isUsable).toBe(state === 'ready');
    // Never asked again for what would be answered the same: not that address, or nothing at all.
    service.behave();
    if (!isAnswer) expect(await web.lookUp('9.9.9.9')).toBeUndefined();
    expect(service.total).toBe(1);
    if (state === 'ready') expect(await web.lookUp('9.9.9.10')).toBeDefined();
    // A new day heals what was for the day; what is stopped stays so.
    clock.now = Date.parse('2026-11-22T00:00:00Z');
    expect(web.isUsable).toBe(!state.startsWith('stopped'));
  });

  it('refuses credentials the service does not know, with one request', async () => {
    const { web } = open({ credentials: { ...service.credentials, licenseKey: 'SomebodyElses_0123456789' } });
    for (const address of ['1.1.1.1', '1.1.1.2', '1.1.1.3'])
      expect(await web.lookUp(address)).toBeUndefined();
    expect(service.total).toBe(1);
    expect(web.facts().state).toMatch(/^stopped: .*GEOLITE_ID and GEOLITE_API_KEY/);
  });

  it('ends the day for all who share the budget when the account is out of queries', async () => {
    const counter = sharedCounter('redis', () => Date.parse('2026-11-21T12:00:00Z'));
    const [first, second] = [1, 2].map(() => open({ shared: () => counter.cache }).web);
    service.behave({ kind: 'error', code: 'OUT_OF_QUERIES' }, { times: 1 });
    await first?.lookUp('1.1.1.1');
    await expect.poll(() => counter.spent).toBe(1000);
    expect(await second?.lookUp('1.1.1.2')).toBeUndefined();
    expect(second?.facts().state).toContain('the budget of 1,000 a day is spent');
    expect(service.total).toBe(1);
  });
});

describe('trouble of the moment', () => {
  it.each([500, 502, 503])('asks again after %i, twice at most', async status => {
    const { web } = open();
    service.behave({ kind: 'status', status }, { times: 2 });
    expect(await web.lookUp('1.1.1.1')).toBeDefined();
    expect(requestsOf('1.1.1.1')).toBe(3);
    service.behave({ kind: 'status', status }, { times: 3 });
    expect(await web.lookUp('1.1.1.2')).toBeUndefined();
    expect(requestsOf('1.1.1.2')).toBe(3);
    expect(web.facts()).toMatchObject({ state: 'ready', asked: 2, answered: 1 });
  });

  it.each(['hang', 'stall'] as const)('asks again after a %s', async kind => {
    const { web, detail } = open({ timeoutMilliseconds: 150 });
    service.behave({ kind }, { times: 1 });
    expect(await web.lookUp('1.1.1.1')).toBeDefined();
    expect(requestsOf('1.1.1.1')).toBe(2);
    expect(detail('failed')).toBe('1, last: no answer in time');
  });

  it.each(['cut', 'cut body', 'garbage', 'page', 'gigantic'] as const)(
    'goes on to the next tier after %s, without asking again',
    async kind => {
      const { web, detail } = open();
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
    const { web } = open();
    service.behave({ kind: 'redirect', to: '/elsewhere' });
    expect(await web.lookUp('1.1.1.1')).toBeUndefined();
    expect(service).toMatchObject({ total: 1, strays: 0 });
    expect(web.facts().state).toMatch(/^away: .*sends us elsewhere \(302\).*trying again in 5 min$/);
  });

  it('waits as long as the service asks, for short and for long', async () => {
    const { web } = open({ now: Date.now });
    service.behave({ kind: 'too many', retryAfter: '1' }, { times: 1 });
    const start = performance.now();
    expect(await web.lookUp('1.1.1.1')).toBeDefined();
    expect(performance.now() - start).toBeGreaterThan(990);
    const late = open();
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

  it('asks again after 429 without a time, with pauses', async () => {
    const { web } = open();
    service.behave({ kind: 'too many' }, { times: 1 });
    expect(await web.lookUp('1.1.1.1')).toBeDefined();
    expect(requestsOf('1.1.1.1')).toBe(2);
  });
});

describe('a service that is down', () => {
  it('is left alone after a few requests, tried with one, and used again when it is back', async () => {
    const { web, clock } = open();
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
    const { web, clock } = open();
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
    const { web, clock, detail } = open({ budget: 10 });
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
    const counter = sharedCounter('redis', () => Date.parse('2026-11-21T12:00:00Z'));
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
