import type { DetectorTools } from '../contracts.ts';
import { hostKey } from '../host-key.ts';
import type { Norm } from '../norms/norms.ts';
import { type LoginCounts, longSeconds, shortSeconds } from './brute-force-counts.ts';

export const windowLengths = [shortSeconds, longSeconds] as const;
export const shortWindow = 0;
export const longWindow = 1;

const roleNames = ['pair', 'target', 'client'] as const;

/** How much of it nobody minds, in the short and in the long window, for each role. */
export type LoginFloors = Readonly<Record<(typeof roleNames)[number], readonly [number, number]>>;

/** A host may do half as much again as ever before. */
const headroom = 1.5;
/** Up to this share of the floor a value is learned at once; above, when a minute later there was no alarm. */
const harmlessShare = 1 / 3;

/**
 * Where counted logins become an alarm: above the floor, and above what is usual. Whatever was learned, `ceiling` times
 * the floor is too much, so that nobody can teach it by and by.
 */
export class LoginLimits {
  readonly #tools: DetectorTools;
  readonly #floors: LoginFloors;
  readonly #ceiling: number;
  readonly #norms: readonly (readonly Norm[])[];

  constructor(tools: DetectorTools, name: string, floors: LoginFloors, ceiling: number) {
    this.#tools = tools;
    this.#floors = floors;
    this.#ceiling = ceiling;
    this.#norms = roleNames.map(of =>
      windowLengths.map((seconds, window) =>
        tools.norms.norm(`${name}, ${of}, ${seconds} s`, { floor: floors[of][window] ?? 1, perHost: true }),
      ),
    );
  }

  norm(ofRole: number, window: number): Norm {
    return (this.#norms[ofRole] as readonly Norm[])[window] as Norm;
  }

  /** What must be passed by this host (by key). */
  limit(ofRole: number, window: number, host: number): number {
    const norm = this.norm(ofRole, window);
    const floor = this.#floor(ofRole, window);
    const own = norm.usualOf(host);
    const usual = own === undefined ? norm.usual() : own * headroom;
    return Math.min(Math.max(floor, usual), floor * this.#ceiling);
  }

  /** Once a minute: what every row came to may become usual. */
  learn(counts: LoginCounts, now: number, isLong: boolean): void {
    const { hosts } = this.#tools.tracker;
    for (let row = 0; row < counts.slots.used; row += 1) {
      const ofRole = counts.role[row] as number;
      const host = counts.hostOf(row);
      if (hosts.slotOf(host, counts.hostNumberOf(row)) < 0 || this.#tools.isSuspect(host)) {
        counts.waiting[row] = 0;
        continue;
      }
      this.#learnShort(counts, row, ofRole, host, now);
      const total = isLong ? counts.sums.sum(row, now, longSeconds) : 0;
      if (total > 0 && !wasReported(counts, row, now, longSeconds)) {
        this.norm(ofRole, longWindow).learn(total, hostKey(hosts, host));
      }
    }
  }

  /** The beginning of an attack must not have become usual by the time it can be told. */
  #learnShort(counts: LoginCounts, row: number, ofRole: number, host: number, now: number): void {
    const norm = this.norm(ofRole, shortWindow);
    const key = hostKey(this.#tools.tracker.hosts, host);
    const isInTrouble = wasReported(counts, row, now, shortSeconds * 2);
    const waiting = counts.waiting[row] as number;
    if (waiting > 0 && !isInTrouble) norm.learn(waiting, key);
    const value = counts.sums.sum(row, now, shortSeconds);
    const isHarmless = value <= this.#floor(ofRole, shortWindow) * harmlessShare;
    if (value > 0 && isHarmless) norm.learn(value, key);
    counts.waiting[row] = isHarmless || isInTrouble ? 0 : value;
  }

  #floor(ofRole: number, window: number): number {
    return this.#floors[roleNames[ofRole] ?? 'pair'][window] ?? 1;
  }
}

function wasReported(counts: LoginCounts, row: number, now: number, seconds: number): boolean {
  const at = counts.reportedAt[row] as number;
  return at !== 0 && now - at <= seconds;
}
