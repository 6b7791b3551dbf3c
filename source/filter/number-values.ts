import { servicePort } from '../decode/service-names.ts';
import type { Parsed } from './address-values.ts';
import type { Field } from './fields.ts';
import { quoted } from './problem.ts';
import type { NumberRange } from './syntax.ts';

const sizes: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, g: 1e9 };

/** A number or a range of them (80-90, 80..90) that the field can have. */
export function parseNumberRange(field: Field, word: string): Parsed<NumberRange> {
  const single = parseNumber(field, word);
  if (single.ok) return { ok: true, value: { low: single.value, high: single.value } };
  const between = /^(.*?[^.-])(?:\.\.|-)([^.].*)?$/.exec(word);
  if (between === null) return single;
  const low = parseNumber(field, between[1] ?? '');
  if (!low.ok) return { ...low, partial: false };
  if (between[2] === undefined) return bad('the end of this range must follow', true);
  const high = parseNumber(field, between[2]);
  if (!high.ok) return high;
  // The end may still be growing: 8000-81 becomes 8000-8100.
  if (low.value > high.value) return bad('this range runs backwards', true);
  return { ok: true, value: { low: low.value, high: high.value } };
}

export function parseNumber(field: Field, word: string): Parsed<number> {
  const named = namedNumber(field, word);
  if (named !== undefined) return { ok: true, value: named };
  const value = numberOf(field, withoutPrefix(field, word));
  if (value === undefined) return bad(takes(field, word), isBegun(field, word));
  if (value < (field.least ?? 0) || value > (field.most ?? Number.MAX_SAFE_INTEGER))
    return bad(takes(field, word));
  return { ok: true, value };
}

function withoutPrefix({ prefix }: Field, word: string): string {
  return prefix !== undefined && word.toLowerCase().startsWith(prefix) ? word.slice(prefix.length) : word;
}

function namedNumber(field: Field, word: string): number | undefined {
  const lower = word.toLowerCase();
  if (field.names !== undefined && Object.hasOwn(field.names, lower)) return field.names[lower];
  if (field.services !== true || !/[a-z]/.test(lower)) return undefined;
  const port = servicePort(lower);
  return port < 0 ? undefined : port;
}

function numberOf(field: Field, word: string): number | undefined {
  if (/^0x[0-9a-f]{1,13}$/i.test(word)) return Number.parseInt(word, 16);
  const match = /^(-?\d{1,16}(?:\.\d{1,16})?)([kmg]?)$/i.exec(word);
  if (match === null) return undefined;
  const unit = (match[2] ?? '').toLowerCase();
  if (unit !== '' && field.sizes !== true) return undefined;
  const value = Number(match[1]) * (sizes[unit] ?? 1);
  return field.fraction === true || Number.isInteger(value) ? value : undefined;
}

/** 'port takes 0–65535, not 99999'. */
function takes(field: Field, word: string): string {
  const shown = /^-?[\d.]{1,20}$/.test(word) ? word : quoted(word);
  const most = field.most ?? Number.MAX_SAFE_INTEGER;
  const unlimited = most === Number.MAX_SAFE_INTEGER;
  const whole = field.fraction === true ? 'numbers' : 'whole numbers';
  const range = unlimited ? `${whole} from ${field.least ?? 0}` : `${field.least ?? 0}–${most}`;
  const names = field.names === undefined ? '' : ` or ${Object.keys(field.names).slice(0, 6).join(', ')}`;
  return `${field.name} takes ${range}${names}, not ${shown}`;
}

function isBegun(field: Field, word: string): boolean {
  const lower = word.toLowerCase();
  if (lower === '0x' || lower === field.prefix) return true;
  if (field.fraction === true && /^\d+\.$/.test(word)) return true;
  return Object.keys(field.names ?? {}).some(name => name.startsWith(lower));
}

/** What `operator` and one number select. */
export function comparedNumber(field: Field, operator: string, value: number): NumberRange {
  const infinite = Number.POSITIVE_INFINITY;
  if (operator === '>')
    return { low: field.fraction === true ? nextAbove(value) : value + 1, high: infinite };
  if (operator === '>=') return { low: value, high: infinite };
  // A row without the field has a number below zero, which must not count as small.
  if (operator === '<') return { low: 0, high: field.fraction === true ? nextBelow(value) : value - 1 };
  if (operator === '<=') return { low: 0, high: value };
  return { low: value, high: value };
}

const bits = new DataView(new ArrayBuffer(8));

/** The least double greater than `value`, which is not negative. */
function nextAbove(value: number): number {
  bits.setFloat64(0, value);
  bits.setBigUint64(0, bits.getBigUint64(0) + 1n);
  return bits.getFloat64(0);
}

function nextBelow(value: number): number {
  if (value <= 0) return -1;
  bits.setFloat64(0, value);
  bits.setBigUint64(0, bits.getBigUint64(0) - 1n);
  return bits.getFloat64(0);
}

function bad(text: string, partial = false): { ok: false; bad: string; partial: boolean } {
  return { ok: false, bad: text, partial };
}
