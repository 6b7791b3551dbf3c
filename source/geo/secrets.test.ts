import { describe, expect, it } from 'vitest';
import { createRedactor } from './secrets.ts';

const credentials = { accountId: '271828', licenseKey: 'abc+DEF/ghi_jkl-0123' };
const redact = createRedactor(credentials);
const pair = `${credentials.accountId}:${credentials.licenseKey}`;

describe('credentials in texts of others', () => {
  it('are hidden as they are, percent-encoded, and in base64 wherever it begins', () => {
    for (const secret of [pair, credentials.licenseKey, credentials.accountId]) {
      expect(redact(`so ${secret}!`)).not.toContain(secret);
      expect(redact(encodeURIComponent(secret))).not.toContain(encodeURIComponent(secret));
    }
    for (const prefix of ['', 'x', 'xy', 'xyz', 'user=']) {
      for (const suffix of ['', '!', '!!', '!!!']) {
        const encoded = Buffer.from(`${prefix}${pair}${suffix}`);
        for (const form of ['base64', 'base64url'] as const) {
          const text = redact(encoded.toString(form));
          const back = Buffer.from(text.replaceAll('•••', ''), form).toString('latin1');
          expect(text).toContain('•••');
          expect(back).not.toContain(credentials.licenseKey.slice(2, -2));
        }
      }
    }
  });

  it('leave other texts alone', () => {
    const text = 'Frankfurt am Main, 1,000 of 2,718 left';
    expect(redact(text)).toBe(text);
    expect(createRedactor({ accountId: '42', licenseKey: 'k' })('42 keys')).toBe('42 keys');
  });
});
