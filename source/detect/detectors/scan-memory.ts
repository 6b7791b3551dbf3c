import type { RecentAlarms } from './recent-alarms.ts';

/** Who (host numbers) was told to scan lately, so that the same is not told as something else as well. */
export type ScanMemory = {
  /** Any scan or sweep seen at once, by its actor. */
  readonly fast: RecentAlarms;
  /** Sweeps, by their actor. */
  readonly sweeps: RecentAlarms;
};
