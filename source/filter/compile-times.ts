import type { Test, TimeRange } from './syntax.ts';
import type { RowTest, TimeColumn } from './target.ts';

const secondsPerDay = 86_400;
const secondsPerMinute = 60;
/** Clocks change, if ever, on a quarter of an hour. */
const zoneStepSeconds = 900;
const nanosecondsPerSecond = 1_000_000_000;

/** Every row has a time. `now` is what relative times count from. */
export function timeTest(column: TimeColumn, test: Test, negated: boolean, now: number): RowTest {
  if (test.test !== 'times') return () => !negated;
  const tests = test.ranges.map(range => rangeTest(column, range, now));
  const [first, second] = tests;
  if (first === undefined) return () => negated;
  if (second === undefined) return negated ? row => !first(row) : first;
  return row => {
    for (let index = 0; index < tests.length; index += 1) if ((tests[index] as RowTest)(row)) return !negated;
    return negated;
  };
}

function rangeTest({ seconds, nanoseconds }: TimeColumn, range: TimeRange, now: number): RowTest {
  if (range.kind === 'clock') {
    const { low, high } = range;
    return row => {
      const at = secondOfDay(seconds(row));
      return isWithin(at, nanoseconds(row), low.seconds, low.nanoseconds, high.seconds, high.nanoseconds);
    };
  }
  const low = range.kind === 'relative' ? instant(now + range.low) : range.low;
  const high = range.kind === 'relative' ? instant(now + range.high) : range.high;
  const { seconds: lowSeconds, nanoseconds: lowRest } = low;
  const { seconds: highSeconds, nanoseconds: highRest } = high;
  return row => isWithin(seconds(row), nanoseconds(row), lowSeconds, lowRest, highSeconds, highRest);
}

function isWithin(
  seconds: number,
  rest: number,
  lowSeconds: number,
  lowRest: number,
  highSeconds: number,
  highRest: number,
): boolean {
  if (seconds < lowSeconds || (seconds === lowSeconds && rest < lowRest)) return false;
  return seconds < highSeconds || (seconds === highSeconds && rest <= highRest);
}

function instant(time: number): { seconds: number; nanoseconds: number } {
  if (!Number.isFinite(time)) return { seconds: time, nanoseconds: 0 };
  const seconds = Math.floor(time);
  return { seconds, nanoseconds: Math.round((time - seconds) * nanosecondsPerSecond) };
}

let knownStep = Number.NaN;
let knownOffset = 0;

/** Local seconds since midnight. Looks the zone up once a quarter of an hour of packet time. */
function secondOfDay(seconds: number): number {
  const step = Math.floor(seconds / zoneStepSeconds);
  if (step !== knownStep) {
    const minutes = new Date(seconds * 1000).getTimezoneOffset();
    knownStep = step;
    knownOffset = Number.isNaN(minutes) ? 0 : -minutes * secondsPerMinute;
  }
  const local = (seconds + knownOffset) % secondsPerDay;
  return local < 0 ? local + secondsPerDay : local;
}
