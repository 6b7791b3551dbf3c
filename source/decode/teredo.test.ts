import { describe, expect, it } from 'vitest';
import { decodeFrame, fromHex, ipv6Frame, join, udpFrame } from '../testing/frames.ts';
import { overreads } from '../testing/survival.ts';

const inner = ipv6Frame(58, fromHex('8000 0000 0001 0002')).subarray(14);
const all = udpFrame(3544, 40000, join(fromHex('0001 00 00 0000000000000000 00  0000 fffe 3fffffff'), inner));

describe('Teredo', () => {
  it('finds IPv6 behind both indicators', () => {
    expect(decodeFrame(all).protocol).toBe('ICMPv6');
    expect(decodeFrame(udpFrame(40000, 3544, inner)).protocol).toBe('ICMPv6');
    expect(decodeFrame(udpFrame(40000, 3544, fromHex('ffff'))).protocol).toBe('UDP');
  });

  it('reads nothing beyond its end', () => {
    expect(overreads(all)).toEqual([]);
  });
});
