import type { Parsed } from './address-values.ts';
import type { Instant, TimeRange } from './syntax.ts';

/** One time as typed: the whole minute, second or fraction it names. */
export type TimeValue =
  | { readonly kind: 'instants' | 'clock'; readonly low: Instant; readonly high: Instant }
  | { readonly kind: 'relative'; readonly seconds: number };

const nanosecondsPerSecond = 1_000_000_000;
const secondsPer: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 };
const secondsPerMinute = 60;
const secondsPerDay = 86_400;
const endOfDay: Instant = { seconds: secondsPerDay - 1, nanoseconds: nanosecondsPerSecond - 1 };
const always: Instant = { seconds: Number.POSITIVE_INFINITY, nanoseconds: 0 };
const never: Instant = { seconds: Number.NEGATIVE_INFINITY, nanoseconds: 0 };

const clockPattern = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?$/;
const datePattern = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](.+?))?(Z|[+-]\d{2}:?\d{2})?$/i;
const forms = 'a time is 14:02, 14:02:11.5, 2026-03-01, 2026-03-01T14:02 or -5m';

export function looksLikeTime(word: string): boolean {
  return clockPattern.test(word) || /^\d{4}-\d{2}-\d{2}/.test(word);
}

export function parseTime(text: string): Parsed<TimeValue> {
  const relative = /^-(\d{1,9}(?:\.\d{1,9})?)(ms|s|m|h|d)$/i.exec(text);
  if (relative !== null) {
    const seconds = -Number(relative[1]) * (secondsPer[(relative[2] ?? 's').toLowerCase()] ?? 1);
    return { ok: true, value: { kind: 'relative', seconds } };
  }
  const epoch = /^(\d{9,11})(?:\.(\d{1,9}))?$/.exec(text);
  if (epoch !== null) return { ok: true, value: spanOf('instants', Number(epoch[1]), 1, epoch[2]) };
  const clock = clockPattern.exec(text);
  if (clock !== null) {
    const found = clockSpan(clock);
    return found === undefined
      ? bad('an hour is 0–23, minutes and seconds are 0–59')
      : { ok: true, value: found };
  }
  const date = datePattern.exec(text);
  if (date !== null) return dateSpan(date);
  return bad(forms, /^-[\d.]*m?$/.test(text) || /^\d{1,4}(:[\d:.]*|-[\dT:.-]*)?$/i.test(text));
}

function clockSpan(match: RegExpExecArray): TimeValue | undefined {
  const [hour, minute, second] = [match[1], match[2], match[3] ?? '0'].map(Number) as [
    number,
    number,
    number,
  ];
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const start = hour * 3600 + minute * secondsPerMinute + second;
  return spanOf('clock', start, match[3] === undefined ? secondsPerMinute : 1, match[4]);
}

function dateSpan(match: RegExpExecArray): Parsed<TimeValue> {
  const [year, month, day] = [match[1], match[2], match[3]].map(Number) as [number, number, number];
  const real = new Date(Date.UTC(year, month - 1, day));
  if (real.getUTCMonth() !== month - 1 || real.getUTCDate() !== day) return bad('there is no such day');
  const clockText = match[4];
  const clock = clockText === undefined ? undefined : clockPattern.exec(clockText);
  const span = clock === undefined || clock === null ? undefined : clockSpan(clock);
  if (clockText !== undefined && span === undefined) return bad(forms, /^[\d:.]*$/.test(clockText));
  if (span?.kind === 'relative') return bad(forms);
  const low = span?.low ?? { seconds: 0, nanoseconds: 0 };
  const high = span?.high ?? endOfDay;
  const shift = (at: Instant): Instant => {
    const seconds = secondsOf(year, month, day, at.seconds, match[5]);
    return { seconds, nanoseconds: at.nanoseconds };
  };
  return { ok: true, value: { kind: 'instants', low: shift(low), high: shift(high) } };
}

/** Seconds since 1970 of a time of a day, in `zone` or, without one, where we are. */
function secondsOf(
  year: number,
  month: number,
  day: number,
  ofDay: number,
  zone: string | undefined,
): number {
  const [hour, minute, second] = [Math.floor(ofDay / 3600), Math.floor(ofDay / 60) % 60, ofDay % 60];
  if (zone === undefined) return new Date(year, month - 1, day, hour, minute, second).getTime() / 1000;
  const utc = Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
  const offset = /^([+-])(\d{2}):?(\d{2})$/.exec(zone);
  if (offset === null) return utc;
  const ahead = Number(offset[2]) * 3600 + Number(offset[3]) * secondsPerMinute;
  return offset[1] === '-' ? utc + ahead : utc - ahead;
}

/** `fraction` holds the digits behind the point: what follows them belongs to the span. */
function spanOf(
  kind: 'instants' | 'clock',
  start: number,
  seconds: number,
  fraction: string | undefined,
): TimeValue {
  if (fraction === undefined) {
    const high = { seconds: start + seconds - 1, nanoseconds: nanosecondsPerSecond - 1 };
    return { kind, low: { seconds: start, nanoseconds: 0 }, high };
  }
  const nanoseconds = Number(fraction.padEnd(9, '0'));
  const width = 10 ** (9 - fraction.length);
  return {
    kind,
    low: { seconds: start, nanoseconds },
    high: { seconds: start, nanoseconds: nanoseconds + width - 1 },
  };
}

/** What `operator` and one time select: 14:02 is the whole minute, so > 14:02 begins at 14:03. */
export function comparedTime(operator: string, value: TimeValue): TimeRange {
  if (value.kind === 'relative') {
    const before = operator === '<' || operator === '<=';
    return before
      ? { kind: 'relative', low: Number.NEGATIVE_INFINITY, high: value.seconds }
      : { kind: 'relative', low: value.seconds, high: Number.POSITIVE_INFINITY };
  }
  const { kind } = value;
  const first = kind === 'clock' ? { seconds: 0, nanoseconds: 0 } : never;
  const last = kind === 'clock' ? endOfDay : always;
  if (operator === '>') return { kind, low: after(value.high), high: last };
  if (operator === '>=') return { kind, low: value.low, high: last };
  if (operator === '<') return { kind, low: first, high: before(value.low) };
  if (operator === '<=') return { kind, low: first, high: value.high };
  return { kind, low: value.low, high: value.high };
}

/** From one time to another, both included; undefined when they do not go together. */
export function timeBetween(from: TimeValue, to: TimeValue): readonly TimeRange[] | undefined {
  if (from.kind === 'relative' || to.kind === 'relative') {
    if (from.kind !== 'relative' || to.kind !== 'relative' || from.seconds > to.seconds) return undefined;
    return [{ kind: 'relative', low: from.seconds, high: to.seconds }];
  }
  if (from.kind !== to.kind) return undefined;
  const { kind } = from;
  if (!isLater(from.low, to.high)) return [{ kind, low: from.low, high: to.high }];
  if (kind !== 'clock') return undefined;
  // Through midnight.
  return [
    { kind, low: from.low, high: endOfDay },
    { kind, low: { seconds: 0, nanoseconds: 0 }, high: to.high },
  ];
}

function isLater(left: Instant, right: Instant): boolean {
  return (
    left.seconds > right.seconds || (left.seconds === right.seconds && left.nanoseconds > right.nanoseconds)
  );
}

function after({ seconds, nanoseconds }: Instant): Instant {
  if (nanoseconds + 1 < nanosecondsPerSecond) return { seconds, nanoseconds: nanoseconds + 1 };
  return { seconds: seconds + 1, nanoseconds: 0 };
}

function before({ seconds, nanoseconds }: Instant): Instant {
  if (nanoseconds > 0) return { seconds, nanoseconds: nanoseconds - 1 };
  return { seconds: seconds - 1, nanoseconds: nanosecondsPerSecond - 1 };
}

function bad(text: string, partial = false): { ok: false; bad: string; partial: boolean } {
  return { ok: false, bad: text, partial };
}
