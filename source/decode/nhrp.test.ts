import { describe, expect, it } from 'vitest';
import { decodeFrame, fromHex, ipv4Frame } from '../testing/frames.ts';
import { overreads } from '../testing/survival.ts';

const registration = fromHex(
  '0001 0800 0000000000 ff 0028 0000 0000 01 03 04 00  04 04 8000 00000009 c0000201 c0000202 c0000203',
);

describe('NHRP', () => {
  it('reads registrations', () => {
    const { protocol, info, tree } = decodeFrame(ipv4Frame(54, registration));
    expect([protocol, info]).toEqual(['NHRP', 'NHRP Registration Request, ID=9']);
    expect(tree).toContain('Source: 192.0.2.2 [66+4]');
  });

  it('reads nothing beyond its end', () => {
    expect(overreads(ipv4Frame(54, registration))).toEqual([]);
  });
});
