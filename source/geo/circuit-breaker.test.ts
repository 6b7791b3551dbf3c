import { describe, expect, it } from 'vitest';
import {
  createCircuitBreaker,
  failuresToOpen,
  firstPauseMilliseconds,
  longestPauseMilliseconds,
} from './circuit-breaker.ts';

/** A breaker whose clock we wind, without jitter. */
function woundBreaker() {
  const clock = { now: 1_000_000 };
  const breaker = createCircuitBreaker({ now: () => clock.now, random: () => 0.5 });
  const failUntilOpen = () => {
    for (let failure = 0; failure < failuresToOpen; failure += 1) {
      expect(breaker.admit()).toBe(true);
      breaker.failed('it broke');
    }
  };
  return { clock, breaker, failUntilOpen };
}

describe('a circuit breaker', () => {
  it('opens after failures in a row, not after as many with a success between', () => {
    const { breaker, failUntilOpen } = woundBreaker();
    for (let round = 0; round < 3; round += 1) {
      for (let failure = 1; failure < failuresToOpen; failure += 1) breaker.failed('it broke');
      breaker.succeeded();
    }
    expect(breaker.isPassable).toBe(true);
    failUntilOpen();
    expect(breaker.isPassable).toBe(false);
    expect(breaker.admit()).toBe(false);
    expect(breaker.state()).toEqual({ kind: 'open', meaning: 'it broke' });
    expect(breaker.waitMilliseconds).toBe(firstPauseMilliseconds);
  });

  it('lets one request try after the pause, and heals when that succeeds', () => {
    const { clock, breaker, failUntilOpen } = woundBreaker();
    failUntilOpen();
    clock.now += firstPauseMilliseconds - 1;
    expect(breaker.admit()).toBe(false);
    clock.now += 1;
    expect(breaker.isPassable).toBe(true);
    expect(breaker.admit()).toBe(true);
    expect(breaker.isPassable).toBe(false);
    expect(breaker.admit()).toBe(false);
    breaker.succeeded();
    expect(breaker.state()).toEqual({ kind: 'closed', meaning: '' });
    failUntilOpen();
    expect(breaker.waitMilliseconds).toBe(firstPauseMilliseconds);
  });

  it('waits longer each time the try fails, up to a quarter of an hour', () => {
    const { clock, breaker, failUntilOpen } = woundBreaker();
    failUntilOpen();
    const pauses: number[] = [];
    for (let round = 0; round < 12; round += 1) {
      pauses.push(breaker.waitMilliseconds);
      clock.now += breaker.waitMilliseconds;
      expect(breaker.admit()).toBe(true);
      breaker.failed('still broken');
    }
    expect(pauses.slice(0, 4)).toEqual([10_000, 20_000, 40_000, 80_000]);
    expect(pauses.at(-1)).toBe(longestPauseMilliseconds);
  });

  it('takes no notice of requests that fail after it opened', () => {
    const { breaker, failUntilOpen } = woundBreaker();
    failUntilOpen();
    for (let late = 0; late < 20; late += 1) breaker.failed('late');
    expect(breaker.waitMilliseconds).toBe(firstPauseMilliseconds);
    expect(breaker.state().meaning).toBe('it broke');
  });

  it('opens at once for what is certain, and for as long as was asked for', () => {
    const certain = woundBreaker().breaker;
    certain.failed('untrusted', { isCertain: true, pauseMilliseconds: 300_000 });
    expect(certain.waitMilliseconds).toBe(300_000);

    const { clock, breaker } = woundBreaker();
    breaker.failed('too many', { askedMilliseconds: 2000 });
    expect(breaker.waitMilliseconds).toBe(2000);
    clock.now += 2000;
    expect(breaker.admit()).toBe(true);
    breaker.failed('too many', { askedMilliseconds: 2000 });
    expect(breaker.waitMilliseconds).toBe(firstPauseMilliseconds * 2);
  });

  it('lets somebody else try when the one that tried gave up', () => {
    const { clock, breaker, failUntilOpen } = woundBreaker();
    failUntilOpen();
    clock.now += firstPauseMilliseconds;
    expect(breaker.admit()).toBe(true);
    breaker.abandoned();
    expect(breaker.admit()).toBe(true);
  });

  it('stays shut when told so, for a time or for good', () => {
    const { clock, breaker } = woundBreaker();
    breaker.hold('enough for today', clock.now + 3_600_000);
    breaker.succeeded();
    expect(breaker.admit()).toBe(false);
    clock.now += 3_600_000;
    expect(breaker.admit()).toBe(true);
    breaker.stop('wrong key');
    for (const change of [breaker.succeeded, () => breaker.failed('x'), () => breaker.hold('y', 0)]) change();
    clock.now += 1e12;
    expect(breaker.isPassable).toBe(false);
    expect(breaker.state()).toEqual({ kind: 'stopped', meaning: 'wrong key' });
    expect(breaker.waitMilliseconds).toBe(Number.POSITIVE_INFINITY);
  });

  it('waits no longer because the clock was set back', () => {
    const { clock, breaker, failUntilOpen } = woundBreaker();
    failUntilOpen();
    clock.now -= 500_000;
    expect(breaker.isPassable).toBe(true);
  });
});
