import { createCipheriv } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Random } from '../testing/random.ts';
import { Aes128 } from './aes128.ts';

describe('AES-128', () => {
  it('is what Node makes of it', () => {
    const random = new Random(2);
    const aes = new Aes128();
    for (let time = 0; time < 200; time += 1) {
      const key = random.bytes(16);
      const bytes = random.bytes(20);
      aes.setKey(key);
      const cipher = createCipheriv('aes-128-ecb', key, null);
      const expected = cipher.update(bytes.subarray(3, 19)).toString('hex');
      expect(Buffer.from(aes.encrypt(bytes, 3)).toString('hex')).toBe(expected);
    }
  });
});
