import type { Scenario } from '../contracts.ts';

/** A day of the lab in ten minutes, without anything that should worry anybody. */
export const normalDay: Scenario = {
  name: 'normal-day',
  summary: 'a day of ordinary life in ten minutes, nothing else',
  seconds: 600,
  daySeconds: 600,
  startHour: 6,
  habits: 'all',
  attacks: () => [],
};
