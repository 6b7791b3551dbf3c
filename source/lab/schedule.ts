/** Time in the lab: days compressed into minutes, and pauses as people make them. */
import type { Random } from '../testing/random.ts';

const hoursPerDay = 24;
/** Nothing happens less often than this share of noon. */
const nightShare = 0.06;
const leastPauseSeconds = 0.02;
const shapeOfPauses = 0.9;

/** 0 … 1: how much is going on at an hour of the lab's day; two humps, late morning and evening. */
export function daylightAt(hour: number): number {
  const hump = (centre: number, width: number): number => {
    const away = Math.min(Math.abs(hour - centre), hoursPerDay - Math.abs(hour - centre));
    return Math.exp(-((away / width) ** 2));
  };
  return Math.min(1, Math.max(nightShare, hump(11, 3.5) + 0.9 * hump(20, 2.8)));
}

export type Clock = { readonly hour: () => number; readonly daylight: () => number };

/** Without a day it is always noon. */
export function clock(
  daySeconds: number | undefined,
  startHour: number,
  now: () => number = () => performance.now() / 1000,
): Clock {
  const begun = now();
  const hour = (): number =>
    daySeconds === undefined ? 11 : (startHour + ((now() - begun) / daySeconds) * hoursPerDay) % hoursPerDay;
  return { hour, daylight: () => daylightAt(hour()) };
}

/** Seconds until a person does the next thing: mostly short, now and then long (log-normal). */
export function humanPause(random: Random, meanSeconds: number): number {
  const first = Math.max(Number.EPSILON, random.fraction());
  const normal = Math.sqrt(-2 * Math.log(first)) * Math.cos(2 * Math.PI * random.fraction());
  const value = meanSeconds * Math.exp(shapeOfPauses * normal - shapeOfPauses ** 2 / 2);
  return Math.max(leastPauseSeconds, Math.min(value, meanSeconds * 8));
}

/** Waits so long, or until the signal; false when that came first. */
export function waitFor(seconds: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  return new Promise(resolve => {
    const end = (isWhole: boolean): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cut);
      resolve(isWhole);
    };
    const cut = (): void => end(false);
    const timer = setTimeout(() => end(true), seconds * 1000);
    signal.addEventListener('abort', cut, { once: true });
  });
}

const longestStepSeconds = 1;
const leastDaylight = 0.05;

/** Waits so many seconds of noon: longer at night, and no longer than until the morning because it was begun at night. */
export async function waitInDaylight(
  seconds: number,
  daylight: () => number,
  signal: AbortSignal,
): Promise<boolean> {
  let left = seconds;
  while (left > 0) {
    const light = Math.max(leastDaylight, daylight());
    const step = Math.min(longestStepSeconds, left / light);
    if (!(await waitFor(step, signal))) return false;
    left -= step * light;
  }
  return !signal.aborted;
}
