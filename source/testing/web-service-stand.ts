import type { WebService } from '../geo/tiers.ts';
import { createWebService, type WebServiceOptions } from '../geo/web-service.ts';
import type { GeoLiteService } from './geolite-service.ts';

/** Noon of a day, where the clocks of the tests begin. */
export const noon = Date.parse('2026-11-21T12:00:00Z');

/** A web service that asks the stand-in, is quick to ask again, and lives by a clock that the test winds. */
export function openWebService(service: GeoLiteService, options: Partial<WebServiceOptions> = {}) {
  const clock = { now: noon };
  const web: WebService = createWebService({
    credentials: service.credentials,
    host: service.host,
    budget: 1000,
    shared: () => undefined,
    now: () => clock.now,
    timeoutMilliseconds: 3000,
    retryMilliseconds: 1,
    ...options,
  });
  const detail = (label: string) => web.facts().details.find(([name]) => name === label)?.[1] ?? '';
  return { web, clock, detail, [Symbol.dispose]: () => web.close() };
}
