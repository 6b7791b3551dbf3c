/** Numbers of incidents as a person says them. */
import { wholeNumber } from '../../flows/amounts.ts';
import type { Measure } from '../contracts.ts';

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;
/** Hardly anybody has seen a million of anything: beyond that it is guessed. */
const rarestOddness = 60;
/** Beyond that it makes no difference to anybody. */
const largestCount = 1e15;

/** 412, 41,200, 3.2 million: exact where it is short, else two or three digits that matter. */
export function countWords(value: number): string {
  const bounded = Number.isFinite(value) ? Math.min(Math.max(0, value), largestCount) : 0;
  if (bounded >= 999_500) {
    const [size, word] = bounded >= 999_500_000 ? [1e9, 'billion'] : [1e6, 'million'];
    const rest = bounded / size;
    return `${rest < 9.95 ? trimmed(rest.toFixed(1)) : wholeNumber(rest)} ${word}`;
  }
  if (bounded >= 9999.5) return wholeNumber(Math.round(bounded / 100) * 100);
  if (bounded > 0 && bounded < 9.95 && !Number.isInteger(bounded)) return trimmed(bounded.toFixed(1));
  return wholeNumber(bounded);
}

/** '3.2 MB', '640 B'. */
export function byteWords(value: number): string {
  let rest = Number.isFinite(value) ? Math.min(Math.max(0, value), largestCount * 1000) : 0;
  let unit = 0;
  while (rest >= 999.5 && unit < byteUnits.length - 1) {
    rest /= 1000;
    unit += 1;
  }
  const digits = unit > 0 && rest < 9.95 ? 1 : 0;
  return `${digits === 1 ? trimmed(rest.toFixed(1)) : rest.toFixed(0)} ${byteUnits[unit] ?? ''}`;
}

/** '0.2 s', '1.4 s', '10 s', '4 min', '3 h'. */
export function secondsWords(value: number): string {
  const seconds = Number.isFinite(value) ? Math.min(Math.max(0, value), largestCount) : 0;
  if (seconds > 0 && seconds < 0.95) return seconds < 0.001 ? '<1 ms' : `${Math.round(seconds * 1000)} ms`;
  if (seconds < 9.95) return `${trimmed(seconds.toFixed(1))} s`;
  if (seconds < 119.5) return `${Math.round(seconds)} s`;
  if (seconds < 7170) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_000) return `${Math.round(seconds / 3600)} h`;
  return `${wholeNumber(seconds / 86_400)} days`;
}

/** N of "one in N", two digits that matter: 'one in 90,000'; '' where it is nothing special. */
export function rarityWords(oddness: number): string {
  if (!(oddness >= 10)) return '';
  const exponent = oddness / 10;
  if (oddness > rarestOddness) return 'less than one in a million';
  const count = 10 ** exponent;
  const step = 10 ** Math.max(0, Math.floor(exponent) - 1);
  return `one in ${countWords(Math.round(count / step) * step)}`;
}

/** The number alone. */
export function valueWords({ unit }: Pick<Measure, 'unit'>, value: number): string {
  switch (unit) {
    case 'bytes':
      return byteWords(value);
    case 'seconds':
      return secondsWords(value);
    case 'share':
      return `${shareDigits(value)} %`;
    case 'rate':
      return countWords(value);
    case 'bits':
      return `${trimmed(Math.min(value, largestCount).toFixed(1))} bits`;
    default:
      return countWords(value);
  }
}

/** What the words of a measure begin with where its number already says that. */
const saidByUnit: Readonly<Record<Measure['unit'], RegExp | undefined>> = {
  count: undefined,
  rate: undefined,
  bytes: /^bytes? ?/,
  seconds: /^seconds? ?/,
  share: /^(percent|share) ?/,
  bits: /^bits? ?/,
};

/** What was counted, without the number: 'ports tried', 'port tried' for one, 'sent' for bytes. */
export function thingWords({ of, unit, value }: Measure): string {
  const said = saidByUnit[unit];
  if (said !== undefined) {
    return of.replace(said, '');
  }
  const words = value === 1 ? singular(of) : of;
  return unit === 'rate' && !/a second|per second|\/s/.test(words) ? `${words} a second`.trim() : words;
}

/** '412 ports tried', '3.2 MB sent', '83 % of answers'. */
export function amountWords(measure: Measure): string {
  return `${valueWords(measure, measure.value)} ${thingWords(measure)}`.trim();
}

/** ' in 10 s', ' over 2 h'. */
export function windowWords({ windowSeconds }: Measure): string {
  return windowSeconds > 0 ? ` in ${secondsWords(windowSeconds)}` : '';
}

/** "this host's usual maximum is 9"; '' where nothing was learned. */
export function usualWords(measure: Measure): string {
  const { usual, usualOf, unit } = measure;
  if (usual === undefined) return '';
  if (usual <= 0) return usualOf === 'host' ? 'none is usual for this host' : 'none is usual';
  const value = `${valueWords(measure, usual)}${unit === 'rate' ? '/s' : ''}`;
  return usualOf === 'host' ? `this host's usual maximum is ${value}` : `the usual maximum is ${value}`;
}

/** What is counted is the first word in the plural: 'half-open connections', 'answers unlike their questions'. */
function singular(of: string): string {
  const words = of.split(' ');
  const at = words.findIndex(word => singularNoun(word) !== word);
  return words.map((word, index) => (index === at ? singularNoun(word) : word)).join(' ');
}

function singularNoun(word: string): string {
  if (/(ss|us|is)$/.test(word) || !word.endsWith('s')) return word;
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  return /(sh|ch|x|ss)es$/.test(word) || word === 'addresses' ? word.slice(0, -2) : word.slice(0, -1);
}

function shareDigits(value: number): string {
  const percent = Math.min(100, Math.max(0, value * 100));
  return percent > 0 && percent < 9.95 ? trimmed(percent.toFixed(1)) : percent.toFixed(0);
}

function trimmed(text: string): string {
  return text.endsWith('.0') ? text.slice(0, -2) : text;
}
