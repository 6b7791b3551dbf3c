/** What somebody said of an address: what caches keep, databases answer and the web service sells. */

/** Who said it first; caches pass it on. */
export type GeoOrigin = 'database' | 'web';

export type GeoAnswer = {
  /** ISO 3166-1 code in capitals; '' when nobody knows the country (a `found` address may still have an AS). */
  readonly country: string;
  readonly city: string;
  /** Autonomous system number, 0 when unknown, and who runs it. */
  readonly asn: number;
  readonly organisation: string;
  readonly origin: GeoOrigin;
  /** In words: 'GeoLite2-City of 2026-06-17', 'geolite.info'. */
  readonly source: string;
  /** When it was said, in seconds since 1970. */
  readonly at: number;
};

/** Nobody knows: worth remembering too, for a shorter time. */
export function isNotFound(answer: GeoAnswer): boolean {
  return answer.country === '' && answer.asn === 0;
}

/** How long an answer may be believed. */
export const answerLifeSeconds = 30 * 86_400;
export const notFoundLifeSeconds = 86_400;

export function lifeSeconds(answer: GeoAnswer): number {
  return isNotFound(answer) ? notFoundLifeSeconds : answerLifeSeconds;
}
