import { describe, expect, it } from 'vitest';
import { decodeFrame, fromHex, join, tcpFrame, udpFrame } from '../testing/frames.ts';
import { overreads } from '../testing/survival.ts';

const datagram = udpFrame(7, 9, fromHex('0102')).subarray(14);
const carried = udpFrame(40000, 4341, join(fromHex('80 000001 00000000'), datagram));

describe('LISP', () => {
  it('finds IP in data and names control messages', () => {
    expect(decodeFrame(carried).protocol).toBe('UDP');
    expect(decodeFrame(udpFrame(4342, 4342, fromHex('10000000 0001'))).info).toBe('Map-Request');
    expect(decodeFrame(tcpFrame(4342, 40000, fromHex('00110008'))).protocol).toBe('LISP');
    expect(decodeFrame(udpFrame(4342, 4342, fromHex('c0000000'))).protocol).toBe('UDP');
  });

  it('reads nothing beyond its end', () => {
    expect(overreads(carried)).toEqual([]);
  });
});
