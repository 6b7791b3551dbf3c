import { describe, expect, it } from 'vitest';
import { decodeFrame, fromHex, udpFrame } from '../testing/frames.ts';
import { overreads } from '../testing/survival.ts';

const version1 = udpFrame(1985, 1985, fromHex('00 00 10 03 0a 78 01 00 636973636f000000 c0000209'));
const version2 = udpFrame(
  1985,
  1985,
  fromHex(`01 28 02 00 06 04 0001 020000000001 00000064 00000bb8 00002710 c0000209${'00'.repeat(12)}`),
);

describe('HSRP', () => {
  it('reads both versions', () => {
    const first = decodeFrame(version1);
    expect([first.protocol, first.info]).toEqual(['HSRP', 'Hello (state Active)']);
    expect(first.tree).toContain('Virtual address: 192.0.2.9 [58+4]');
    const second = decodeFrame(version2);
    expect([second.protocol, second.info]).toEqual(['HSRPv2', 'Hello (state Active)']);
    expect(second.tree).toContain('Virtual address: 192.0.2.9 [68+4]');
  });

  it('leaves other bytes on its port alone', () => {
    expect(decodeFrame(udpFrame(1985, 1985, fromHex('ffffffffffff'))).protocol).toBe('UDP');
  });

  it('reads nothing beyond its end', () => {
    expect(overreads(version1)).toEqual([]);
    expect(overreads(version2)).toEqual([]);
  });
});
