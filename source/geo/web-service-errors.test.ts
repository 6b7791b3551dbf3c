import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { documentedErrors } from '../testing/geolite-behavior.ts';
import { type GeoLiteService, startGeoLiteService } from '../testing/geolite-service.ts';
import { sharedCounter } from '../testing/shared-counter.ts';
import { noon, openWebService } from '../testing/web-service-stand.ts';
import { isNotFound } from './answer.ts';
import type { WebServiceOptions } from './web-service.ts';

let service: GeoLiteService;

beforeAll(async () => {
  service = await startGeoLiteService();
  service.trust();
});

afterEach(() => service.reset());

afterAll(() => service.close());

const open = (options?: Partial<WebServiceOptions>) => openWebService(service, options);

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
    using opened = open();
    const { web, clock } = opened;
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
    using opened = open({ credentials: { ...service.credentials, licenseKey: 'SomebodyElses_0123456789' } });
    const { web } = opened;
    for (const address of ['1.1.1.1', '1.1.1.2', '1.1.1.3'])
      expect(await web.lookUp(address)).toBeUndefined();
    expect(service.total).toBe(1);
    expect(web.facts().state).toMatch(/^stopped: .*GEOLITE_ID and GEOLITE_API_KEY/);
  });

  it('ends the day for all who share the budget when the account is out of queries', async () => {
    const counter = sharedCounter('redis', () => noon);
    const [first, second] = [1, 2].map(() => open({ shared: () => counter.cache }).web);
    service.behave({ kind: 'error', code: 'OUT_OF_QUERIES' }, { times: 1 });
    await first?.lookUp('1.1.1.1');
    await expect.poll(() => counter.spent).toBe(1000);
    expect(await second?.lookUp('1.1.1.2')).toBeUndefined();
    expect(second?.facts().state).toContain('the budget of 1,000 a day is spent');
    expect(service.total).toBe(1);
  });
});
