import { describe, expect, it } from 'vitest';
import {
  conditionOf,
  describeRedis,
  pauseMilliseconds,
  type RedisCondition,
  TooSlow,
  writeTroubleOf,
} from './redis-states.ts';

function replyError(message: string): Error {
  return Object.assign(new Error(message), { name: 'ReplyError' });
}

const conditions: readonly (readonly [Error, RedisCondition])[] = [
  [Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), 'refused'],
  [Object.assign(new Error('x'), { code: 'ECONNRESET' }), 'cut'],
  [Object.assign(new Error('x'), { code: 'EHOSTUNREACH' }), 'unreachable'],
  [Object.assign(new Error('x'), { code: 'ENOTFOUND' }), 'unknown host'],
  [Object.assign(new Error('x'), { code: 'ENOENT' }), 'no socket'],
  [Object.assign(new Error('x'), { code: 'EACCES' }), 'closed to us'],
  [Object.assign(new Error('x'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }), 'untrusted'],
  [Object.assign(new Error('x'), { code: 'CERT_HAS_EXPIRED' }), 'untrusted'],
  [Object.assign(new Error('x'), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' }), 'untrusted'],
  [Object.assign(new Error('x'), { code: 'ERR_SSL_WRONG_VERSION_NUMBER' }), 'no TLS'],
  [
    Object.assign(new Error('all'), { lastNodeError: replyError('NOAUTH Authentication required.') }),
    'wants password',
  ],
  [replyError('NOAUTH Authentication required.'), 'wants password'],
  [replyError('WRONGPASS invalid username-password pair or user is disabled.'), 'wrong password'],
  [replyError('ERR invalid password'), 'wrong password'],
  [replyError("ERR wrong number of arguments for 'auth' command"), 'no users'],
  [replyError("NOPERM this user has no permissions to run the 'mget' command"), 'no permission'],
  [replyError('LOADING Redis is loading the dataset in memory'), 'loading'],
  [replyError('BUSY Redis is busy running a script.'), 'loading'],
  [
    replyError("MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'."),
    'replica alone',
  ],
  [replyError('CLUSTERDOWN Hash slot not served'), 'cluster down'],
  [replyError('ERR DB index is out of range'), 'no database'],
  [replyError('DENIED Redis is running in protected mode'), 'closed to us'],
  [replyError('ERR timed out or closed, whatever'), 'error'],
  [new Error('Unknown RESP type 72 "H". Please report this.'), 'garbage'],
  [
    new Error('Command queue state error. If you can reproduce this, please report it. Last reply: OK'),
    'garbage',
  ],
  [new Error('All sentinels are unreachable and retry is disabled.'), 'no master'],
  [new Error('Connection is closed.'), 'cut'],
  [new TooSlow(), 'slow'],
  [new Error('something new'), 'error'],
];

describe('how it stands with Redis', () => {
  for (const [error, condition] of conditions) {
    it(`is "${condition}" after ${error.message.slice(0, 60)}`, () => {
      expect(conditionOf(error)).toBe(condition);
      expect(describeRedis(condition, undefined, false)).not.toContain('Redis is');
    });
  }

  it('tells refused writes from refused reads', () => {
    expect(writeTroubleOf(replyError("OOM command not allowed when used memory > 'maxmemory'."))).toBe(
      'full',
    );
    const scripted = "OOM command not allowed when used memory > 'maxmemory'. script: 5f, on @user_script:2.";
    expect(writeTroubleOf(replyError(scripted))).toBe('full');
    expect(writeTroubleOf(replyError("READONLY You can't write against a read only replica."))).toBe(
      'read only',
    );
    expect(writeTroubleOf(replyError('MISCONF Redis is configured to save RDB snapshots'))).toBe(
      'cannot save',
    );
    expect(writeTroubleOf(replyError('NOREPLICAS Not enough good replicas to write.'))).toBe('cannot save');
    expect(writeTroubleOf(replyError("NOPERM this user has no permissions to run the 'set' command"))).toBe(
      'no write permission',
    );
    expect(writeTroubleOf(replyError('ERR unknown'))).toBeUndefined();
  });

  it('says nothing alarming where nobody asked for Redis', () => {
    expect(describeRedis('refused', undefined, true)).toBe('none on this machine');
    expect(describeRedis('refused', undefined, false)).toBe('away: connection refused, trying again');
    expect(describeRedis('ready', 'full', false)).toMatch(/^full/);
    expect(describeRedis('refused', 'full', false)).toMatch(/^away/);
  });

  it('makes pauses grow up to a bound, and rarer where somebody has to act', () => {
    const pauses = Array.from({ length: 40 }, (_, index) =>
      pauseMilliseconds('refused', index + 1, false, 1),
    );
    expect(pauses.slice(0, 4)).toEqual([250, 500, 1000, 2000]);
    expect(Math.max(...pauses)).toBe(10_000);
    expect(pauseMilliseconds('wrong password', 1, false, 1)).toBe(10_000);
    expect(pauseMilliseconds('refused', 1, true, 1)).toBe(60_000);
    expect(pauseMilliseconds('refused', 1, false, 0)).toBe(188);
  });
});
