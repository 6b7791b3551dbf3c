import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/**
 * How many requests this machine made today, across restarts and among all Oddwires of one user: one byte a
 * request in a file named by the day. Appending is atomic, so that nobody needs a lock, and nobody can count
 * a request away; a file cut short or lost only begins anew.
 */
export type BudgetFile = {
  /** Requests counted on this day; 0 where that cannot be known. */
  spent(day: string): number;
  /**
   * Counts up to `count` requests of a day that has `most`; how many of them fit. Undefined when nothing can be
   * written there.
   */
  add(day: string, count: number, most: number): number | undefined;
};

const prefix = 'web-requests-';
const ownerOnly = 0o600;
const ownerOnlyFolder = 0o700;
const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_WRONLY } = constants;

export function openBudgetFile(folder: string): BudgetFile {
  const pathOf = (day: string) => join(folder, `${prefix}${day}`);
  let swept = '';

  function sweep(day: string): void {
    if (swept === day) return;
    swept = day;
    for (const name of readdirSync(folder)) {
      if (/^web-requests-\d{4}-\d\d-\d\d$/.test(name) && name < `${prefix}${day}`)
        unlinkSync(join(folder, name));
    }
  }

  return {
    spent(day) {
      try {
        const found = lstatSync(pathOf(day));
        return found.isFile() ? found.size : 0;
      } catch {
        return 0;
      }
    },
    add(day, count, most) {
      let descriptor: number | undefined;
      try {
        mkdirSync(folder, { recursive: true, mode: ownerOnlyFolder });
        sweep(day);
        const flags = O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK;
        descriptor = openSync(pathOf(day), flags, ownerOnly);
        const before = fstatSync(descriptor);
        if (!before.isFile()) return undefined;
        if (before.size >= most) return 0;
        writeSync(descriptor, '.'.repeat(count));
        // Others may have written at the same time: what is beyond the end is taken for ours, never for nobody's.
        const beyond = Math.max(0, fstatSync(descriptor).size - most);
        return Math.max(0, count - beyond);
      } catch {
        return undefined;
      } finally {
        if (descriptor !== undefined) closeSync(descriptor);
      }
    },
  };
}
