import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Random } from '../testing/random.ts';
import { HmacSha256 } from './hmac-sha256.ts';

describe('HMAC with SHA-256', () => {
  it('is what Node makes of it, for keys and messages of every length', () => {
    const random = new Random(1);
    const hmac = new HmacSha256();
    for (let length = 0; length <= 200; length += 1) {
      const key = random.bytes(length % 65);
      const message = random.bytes(length);
      hmac.setKey(key);
      const expected = createHmac('sha256', key).update(message).digest('hex');
      expect(Buffer.from(hmac.sign(message)).toString('hex')).toBe(expected);
      // The key stays.
      expect(Buffer.from(hmac.sign(message)).toString('hex')).toBe(expected);
    }
  });
});
