import { describe, expect, it } from 'vitest';
import { decodeFrame, fromHex, join, udpFrame } from '../testing/frames.ts';
import { overreads } from '../testing/survival.ts';

const datagram = udpFrame(1000, 2000, fromHex('0102')).subarray(14);
const headers = ['1841 03 cc', '1841 03 00 80 000000 0800', '1841 0800'];

describe('Frame relay', () => {
  it('finds IP behind each encapsulation', () => {
    for (const header of headers) {
      const { protocol, tree } = decodeFrame(join(fromHex(header), datagram), 107);
      expect(protocol, header).toBe('UDP');
      expect(tree).toContain('Circuit: 100 [0+2]');
    }
  });

  it('survives an address without an end', () => {
    expect(decodeFrame(fromHex('0000 0000 0000 0000'), 107).protocol).toBe('FR');
    expect(decodeFrame(fromHex('0000'), 107).packet.malformed).toBe('frame relay header cut short');
  });

  it('reads nothing beyond its end', () => {
    for (const header of headers) expect(overreads(join(fromHex(header), datagram), 107)).toEqual([]);
  });
});
