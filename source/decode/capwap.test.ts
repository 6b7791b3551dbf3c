import { describe, expect, it } from 'vitest';
import { decodeFrame, fromHex, join, udpFrame } from '../testing/frames.ts';
import { overreads } from '../testing/survival.ts';

const control = udpFrame(40000, 5246, fromHex('00 10 02 00 0000 0000  000000 01 00 0005 00'));
const datagram = udpFrame(7, 9, fromHex('0102'));
const swapped = fromHex('0108 0000 020000000001 020000000001 020000000002 1000 aaaa03 000000 0800');
const wireless = udpFrame(
  40000,
  5247,
  join(fromHex('00 10 03 00 0000 0000'), swapped, datagram.subarray(14)),
);
const wired = udpFrame(40000, 5247, join(fromHex('00 10 02 00 0000 0000'), datagram));

describe('CAPWAP', () => {
  it('names control messages', () => {
    const { protocol, info } = decodeFrame(control);
    expect([protocol, info]).toEqual(['CAPWAP-Control', 'CAPWAP-Control - Discovery Request']);
  });

  it('finds both kinds of frames in data', () => {
    expect(decodeFrame(wireless).protocol).toBe('UDP');
    expect(decodeFrame(wired).protocol).toBe('UDP');
    expect(decodeFrame(udpFrame(40000, 5247, fromHex('f0 10 02 00 0000 0000'))).protocol).toBe('UDP');
  });

  it('reads nothing beyond its end', () => {
    for (const frame of [control, wireless, wired]) expect(overreads(frame)).toEqual([]);
  });
});
