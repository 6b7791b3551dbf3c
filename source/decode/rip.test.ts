import { describe, expect, it } from 'vitest';
import { decodeFrame, fromHex, udpFrame } from '../testing/frames.ts';
import { overreads } from '../testing/survival.ts';

const response = udpFrame(520, 520, fromHex('02 02 0000 0002 0000 c0000200 ffffff00 00000000 00000001'));
const ng = udpFrame(521, 521, fromHex('01 01 0000 20010db8000000000000000000000000 0000 40 01'));

describe('RIP', () => {
  it('reads routes of every version', () => {
    const { protocol, info, tree } = decodeFrame(response);
    expect([protocol, info]).toEqual(['RIPv2', 'Response']);
    expect(tree).toContain('Route: 192.0.2.0 mask 255.255.255.0, metric 1 [46+20]');
    expect(decodeFrame(ng).protocol).toBe('RIPng');
    expect(decodeFrame(ng).tree).toContain('Route: 2001:db8::/64, metric 1 [46+20]');
    expect(decodeFrame(udpFrame(520, 520, fromHex('01010000'))).protocol).toBe('RIPv1');
  });

  it('leaves other bytes on its port alone', () => {
    expect(decodeFrame(udpFrame(520, 520, fromHex('ff020000'))).protocol).toBe('UDP');
  });

  it('reads nothing beyond its end', () => {
    expect(overreads(response)).toEqual([]);
    expect(overreads(ng)).toEqual([]);
  });
});
