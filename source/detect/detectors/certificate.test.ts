import { describe, expect, it } from 'vitest';
import { certificate } from '../../testing/certificates.ts';
import { fromHex } from '../../testing/frames.ts';
import { mutate } from '../../testing/mutate.ts';
import { Random } from '../../testing/random.ts';
import { readCertificate } from './certificate.ts';

function read(bytes: Uint8Array): ReturnType<typeof readCertificate> {
  return readCertificate(bytes, 0, bytes.length);
}

describe('a certificate', () => {
  it('says whose it is, who gave it, and how long', () => {
    expect(read(certificate())).toEqual({
      isSelfIssued: false,
      notBefore: Date.UTC(2020, 0, 1) / 1000,
      notAfter: Date.UTC(2049, 11, 31, 23, 59, 59) / 1000,
      subject: 'example.com',
    });
    const own = read(certificate({ issuer: 'x', subject: 'x', notAfter: '20600101000000Z' }));
    expect(own).toMatchObject({ isSelfIssued: true, notAfter: Date.UTC(2060, 0, 1) / 1000 });
    expect(read(certificate({ notBefore: '990101000000Z' }))?.notBefore).toBe(Date.UTC(1999, 0, 1) / 1000);
  });

  it('shows names that are safe for a terminal', () => {
    expect(read(certificate({ subject: 'a\u001b[31mb' }))?.subject).toBe('a\\x1b[31mb');
  });

  it('need not be there to its end', () => {
    const bytes = certificate();
    expect(readCertificate(bytes, 0, 220)).toMatchObject({ subject: 'example.com' });
    for (let end = 0; end < 140; end += 1)
      expect(readCertificate(bytes, 0, end)?.isSelfIssued).not.toBe(true);
  });

  it('has no times where they are none', () => {
    expect(read(certificate({ notAfter: '20991345000000Z' }))?.notAfter).toBeNaN();
    expect(read(certificate({ notAfter: 'yesterday, oh' }))?.notAfter).toBeNaN();
  });

  it.each(['', '30', '30 80', '30 84 ff ff ff ff', '30 82 ff ff 30 82 ff ff a0', '30 03 30 01 02'])(
    'is none in %j',
    hex => {
      expect(read(fromHex(hex))).toBeUndefined();
    },
  );

  it('may be anything', () => {
    const random = new Random(8);
    const seed = certificate({ issuer: 'x', subject: 'x' });
    for (let round = 0; round < 3000; round += 1) {
      const bytes = mutate(seed.slice(), random);
      expect(() => readCertificate(bytes, 0, random.below(bytes.length + 1))).not.toThrow();
    }
  });
});
