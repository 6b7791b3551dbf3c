import { describe, expect, it } from 'vitest';
import { retryAfterMilliseconds, troubleOf } from './web-errors.ts';

const plain = (text: string) => text;
const actionOf = (error: unknown) => troubleOf(error, plain).action;

describe('what an error of the web service comes to', () => {
  it.each([
    ['IP_ADDRESS_INVALID', 'skip'],
    ['IP_ADDRESS_REQUIRED', 'skip'],
    ['IP_ADDRESS_RESERVED', 'not-found'],
    ['ADDRESS_RESERVED', 'not-found'],
    ['IP_ADDRESS_NOT_FOUND', 'not-found'],
    ['ADDRESS_NOT_FOUND', 'not-found'],
    ['AUTHORIZATION_INVALID', 'stop'],
    ['LICENSE_KEY_REQUIRED', 'stop'],
    ['ACCOUNT_ID_REQUIRED', 'stop'],
    ['ACCOUNT_ID_UNKNOWN', 'stop'],
    ['USER_ID_REQUIRED', 'stop'],
    ['USER_ID_UNKNOWN', 'stop'],
    ['PERMISSION_REQUIRED', 'stop'],
    ['OUT_OF_QUERIES', 'today'],
    ['INSUFFICIENT_FUNDS', 'today'],
    ['NETWORK_TIMEOUT', 'retry'],
    ['FETCH_ERROR', 'later'],
    ['SERVER_ERROR', 'retry'],
    ['HTTP_STATUS_CODE_ERROR', 'later'],
    ['INVALID_RESPONSE_BODY', 'later'],
  ])('%s → %s', (code, action) => {
    const trouble = troubleOf({ code, error: 'said so' }, plain);
    expect(trouble.action).toBe(action);
    expect(trouble.meaning).not.toContain('said so');
    expect(trouble.meaning.length).toBeGreaterThan(10);
  });

  it.each([
    [302, 'pause'],
    [401, 'stop'],
    [402, 'today'],
    [403, 'pause'],
    [404, 'pause'],
    [406, 'pause'],
    [407, 'pause'],
    [415, 'pause'],
    [418, 'later'],
    [429, 'retry'],
    [500, 'retry'],
    [503, 'retry'],
  ])('status %i without a code → %s', (status, action) => {
    expect(actionOf({ code: 'INVALID_RESPONSE_BODY', error: '', status })).toBe(action);
  });

  it.each([
    ['ECONNREFUSED', 'later', 'connection refused'],
    ['ENOTFOUND', 'later', 'name'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'pause', 'not trusted'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'pause', 'not trusted'],
    ['CERT_HAS_EXPIRED', 'pause', 'expired'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'pause', 'another name'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'pause', 'no HTTPS'],
    ['HPE_INVALID_CONSTANT', 'pause', 'no HTTPS'],
  ])('a request that fails with %s → %s', (code, action, words) => {
    const error = { code: 'FETCH_ERROR', error: 'TypeError', cause: { cause: { code } } };
    expect(troubleOf(error, plain)).toMatchObject({ action, meaning: expect.stringContaining(words) });
  });

  it('makes something of anything', () => {
    const endless: { code: string; cause?: unknown } = { code: 'FETCH_ERROR' };
    endless.cause = endless;
    for (const odd of [
      undefined,
      null,
      7,
      'x',
      {},
      new RangeError('deep'),
      endless,
      { code: 7, status: 'x' },
    ]) {
      expect(actionOf(odd)).toBe('later');
    }
    for (const code of ['constructor', '__proto__', 'toString']) expect(actionOf({ code })).toBe('later');
  });

  it('shows an unknown code without secrets, without controls, and not for long', () => {
    const error = { code: 'NEW\u001b[31m', error: `key=secret ${'x'.repeat(5000)}`, status: 400 };
    const { action, meaning } = troubleOf(error, text => text.replaceAll('secret', '•••'));
    expect(action).toBe('later');
    expect(meaning).toContain('NEW\\x1b[31m: key=•••');
    expect(meaning.length).toBeLessThan(220);
  });
});

describe('the header Retry-After', () => {
  const now = Date.parse('2026-11-21T12:00:00Z');
  it.each([
    [null, undefined],
    ['7', 7000],
    [' 0 ', 0],
    ['99999999', 86_400_000],
    ['Sat, 21 Nov 2026 12:01:00 GMT', 60_000],
    ['Sat, 21 Nov 2020 12:01:00 GMT', 0],
    ['soon', undefined],
    ['', undefined],
  ])('%s → %s', (header, milliseconds) => {
    expect(retryAfterMilliseconds(header, now)).toBe(milliseconds);
  });
});
