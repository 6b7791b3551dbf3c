/**
 * Answers as caches keep them: compact JSON with short keys. What is read back was written by who knows whom, so it
 * is believed only when all of it makes sense.
 */
import { safeString } from '../decode/text.ts';
import { type GeoAnswer, isNotFound, lifeSeconds } from './answer.ts';

/** Longest texts kept, in UTF-16 units. */
const maxCityLength = 128;
const maxOrganisationLength = 256;
const maxSourceLength = 128;
/** No honest value is longer, with room for escapes and for keys of later versions. */
export const maxValueLength = 2048;
const maxAsn = 0xffff_ffff;
/** Clocks of machines that share a cache may differ this much. */
const maxAheadSeconds = 300;

/** What became of a value: an answer, or why it is none. */
export type ReadAnswer = GeoAnswer | 'expired' | 'invalid';

export function writeAnswer(answer: GeoAnswer): string {
  return JSON.stringify({
    c: answer.country === '' ? undefined : answer.country,
    t: answer.city === '' ? undefined : cut(answer.city, maxCityLength),
    n: answer.asn === 0 ? undefined : answer.asn,
    o: answer.organisation === '' ? undefined : cut(answer.organisation, maxOrganisationLength),
    w: answer.origin === 'web' ? 1 : 0,
    s: cut(answer.source, maxSourceLength),
    a: Math.floor(answer.at),
  });
}

/** Seconds this answer may still be believed; not positive when it may not. */
export function lifeLeftSeconds(answer: GeoAnswer, nowSeconds: number): number {
  // One from a clock ahead of ours lives no longer than any other.
  return Math.min(lifeSeconds(answer), Math.floor(answer.at + lifeSeconds(answer) - nowSeconds));
}

export function readAnswer(value: unknown, nowSeconds: number): ReadAnswer {
  if (typeof value !== 'string' || value.length > maxValueLength) return 'invalid';
  let fields: unknown;
  try {
    fields = JSON.parse(value);
  } catch {
    return 'invalid';
  }
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) return 'invalid';
  const { c = '', t = '', n = 0, o = '', w, s, a } = fields as Record<string, unknown>;
  return w === 0 || w === 1
    ? checkAnswer(
        {
          country: c,
          city: t,
          asn: n,
          organisation: o,
          origin: w === 1 ? 'web' : 'database',
          source: s,
          at: a,
        },
        nowSeconds,
      )
    : 'invalid';
}

/** An answer from anywhere, each field still in doubt. */
export function checkAnswer(
  fields: { readonly [Name in keyof GeoAnswer]: unknown },
  nowSeconds: number,
): ReadAnswer {
  const { country, city, asn, organisation, origin, source, at } = fields;
  if (typeof country !== 'string' || !/^(?:[A-Z]{2})?$/.test(country)) return 'invalid';
  if (!isSafe(city, maxCityLength) || !isSafe(organisation, maxOrganisationLength)) return 'invalid';
  if (!isSafe(source, maxSourceLength)) return 'invalid';
  if (!isWhole(asn, maxAsn)) return 'invalid';
  if (!isWhole(at, nowSeconds + maxAheadSeconds)) return 'invalid';
  if (origin !== 'web' && origin !== 'database') return 'invalid';
  const answer: GeoAnswer = { country, city, asn, organisation, origin, source, at };
  if (isNotFound(answer) && (city !== '' || organisation !== '')) return 'invalid';
  return lifeLeftSeconds(answer, nowSeconds) > 0 ? answer : 'expired';
}

function isSafe(text: unknown, maxLength: number): text is string {
  return typeof text === 'string' && text.length <= maxLength && safeString(text) === text;
}

function isWhole(value: unknown, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most;
}

function cut(text: string, maxLength: number): string {
  const safe = safeString(text);
  // Never between the halves of a character.
  return safe.length <= maxLength ? safe : safe.slice(0, maxLength).replace(/[\uD800-\uDBFF]$/, '');
}
