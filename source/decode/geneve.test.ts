import { describe, expect, it } from 'vitest';
import { decodeFrame, fromHex, join, udpFrame } from '../testing/frames.ts';
import { overreads } from '../testing/survival.ts';

const inner = udpFrame(7, 9, fromHex('0102'));
const tunnel = udpFrame(50000, 6081, join(fromHex('0200 6558 00002a 00 0102 03 01 aabbccdd'), inner));

describe('Geneve', () => {
  it('shows options and the frame inside', () => {
    const { protocol, tree } = decodeFrame(tunnel);
    expect(protocol).toBe('UDP');
    expect(tree).toContain('Option 0x0102/3: aabbccdd [50+8]');
  });

  it('leaves to UDP what claims more options than there are', () => {
    expect(decodeFrame(udpFrame(50000, 6081, fromHex('3f00 6558 00002a 00'))).protocol).toBe('UDP');
  });

  it('reads nothing beyond its end', () => {
    expect(overreads(tunnel)).toEqual([]);
  });
});
