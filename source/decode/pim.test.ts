import { describe, expect, it } from 'vitest';
import { decodeFrame, fromHex, ipv4Frame, join, udpFrame } from '../testing/frames.ts';
import { overreads } from '../testing/survival.ts';

const hello = ipv4Frame(103, fromHex('2000 0000 0001 0002 0069 0013 0004 00000001'));
const register = ipv4Frame(
  103,
  join(fromHex('2100 0000 00000000'), udpFrame(1, 2, fromHex('00')).subarray(14)),
);

describe('PIM', () => {
  it('reads hellos and registers', () => {
    const { protocol, info, tree } = decodeFrame(hello);
    expect([protocol, info]).toEqual(['PIMv2', 'Hello']);
    expect(tree).toContain('Hold time: 105 s [38+6]');
    expect(decodeFrame(register).info).toBe('Register 192.0.2.1 → 192.0.2.2');
  });

  it('says when an option exceeds the packet', () => {
    expect(decodeFrame(ipv4Frame(103, fromHex('2000 0000 0001 ffff 0069'))).tree).toContain(
      'exceeds the packet',
    );
  });

  it('reads nothing beyond its end', () => {
    expect(overreads(hello)).toEqual([]);
    expect(overreads(register)).toEqual([]);
    expect(overreads(ipv4Frame(103, fromHex('2300 0000 0100 c0000201 0001 0069')))).toEqual([]);
  });
});
