/**
 * Keeps a service that fails from being asked, and us from waiting for it: after some failures in a row nothing
 * passes for a while, then one request may try; if that fails too the next pause is longer.
 */
export type CircuitBreaker = {
  /** Whether a request would pass now. */
  readonly isPassable: boolean;
  /** Takes the permission to make one request; each must be followed by one of the next four. */
  admit(): boolean;
  /** Milliseconds until one would; Infinity when none ever will. */
  readonly waitMilliseconds: number;
  succeeded(): void;
  failed(meaning: string, options?: FailureOptions): void;
  /** Nothing passes before `until` (milliseconds since 1970). */
  hold(meaning: string, until: number): void;
  /** Nothing passes any more. */
  stop(meaning: string): void;
  /** The request was not made, or says nothing about the service. */
  abandoned(): void;
  state(): { readonly kind: BreakerKind; readonly meaning: string };
};

export type BreakerKind = 'closed' | 'open' | 'trying' | 'held' | 'stopped';

export type FailureOptions = {
  /** Do not wait for more failures. */
  readonly isCertain?: boolean;
  /** The pause is at least this long … */
  readonly pauseMilliseconds?: number;
  /** … or, when the service itself named its length, this long; longer only when that did not help before. */
  readonly askedMilliseconds?: number | undefined;
};

export type CircuitBreakerOptions = {
  readonly now: () => number;
  readonly random?: () => number;
};

/** Failures in a row that mean that the next will fail too. */
export const failuresToOpen = 5;
export const firstPauseMilliseconds = 10_000;
export const longestPauseMilliseconds = 15 * 60_000;
const pauseGrowth = 2;
/** Pauses differ by up to this share, so that many machines do not come back together. */
const pauseJitter = 0.2;

export function createCircuitBreaker({ now, random = Math.random }: CircuitBreakerOptions): CircuitBreaker {
  let kind: BreakerKind = 'closed';
  let meaning = '';
  let failures = 0;
  let nextPause = firstPauseMilliseconds;
  let since = 0;
  let until = 0;

  /** A clock that was set back must not make a pause longer. */
  const isOver = () => now() >= until || now() < since;
  const isShut = () => kind === 'open' || kind === 'held';

  function shut(as: 'open' | 'held', why: string, pause: number): void {
    kind = as;
    meaning = why;
    since = now();
    until = since + pause;
  }

  return {
    get isPassable() {
      return kind === 'closed' || (isShut() && isOver());
    },
    get waitMilliseconds() {
      if (kind === 'stopped') return Number.POSITIVE_INFINITY;
      return isShut() && !isOver() ? until - now() : 0;
    },
    admit() {
      if (kind === 'closed') return true;
      if (!isShut() || !isOver()) return false;
      kind = 'trying';
      return true;
    },
    succeeded() {
      if (kind === 'stopped' || kind === 'held') return;
      kind = 'closed';
      failures = 0;
      nextPause = firstPauseMilliseconds;
    },
    failed(why, { isCertain = false, pauseMilliseconds = 0, askedMilliseconds } = {}) {
      // What was under way when the breaker opened says nothing new.
      if (kind === 'stopped' || isShut()) return;
      failures += 1;
      if (askedMilliseconds === undefined && kind === 'closed' && !isCertain && failures < failuresToOpen)
        return;
      const isFirst = kind === 'closed';
      const jittered = nextPause * (1 + pauseJitter * (2 * random() - 1));
      nextPause = Math.min(nextPause * pauseGrowth, longestPauseMilliseconds);
      if (isFirst && askedMilliseconds !== undefined) shut('open', why, askedMilliseconds);
      else shut('open', why, Math.max(jittered, pauseMilliseconds, askedMilliseconds ?? 0));
    },
    hold(why, end) {
      if (kind !== 'stopped') shut('held', why, end - now());
    },
    stop(why) {
      kind = 'stopped';
      meaning = why;
    },
    abandoned() {
      // Somebody else may try in its place, at once.
      if (kind === 'trying') kind = 'open';
    },
    state() {
      return { kind, meaning: kind === 'closed' ? '' : meaning };
    },
  };
}
