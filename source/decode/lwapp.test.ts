import { describe, expect, it } from 'vitest';
import { decodeFrame, fromHex, udpFrame } from '../testing/frames.ts';
import { overreads } from '../testing/survival.ts';

const control = udpFrame(40000, 12223, fromHex('020000000001 04 00 0005 0000 16 01 0000 00'));
const probe = udpFrame(
  40000,
  12222,
  fromHex('00 00 0018 4020 0040 0000 ffffffffffff 020000000001 ffffffffffff 1000 0003 6c6162'),
);

describe('LWAPP', () => {
  it('names control messages and reads frames', () => {
    const { protocol, info } = decodeFrame(control);
    expect([protocol, info]).toEqual(['LWAPP', 'CNTL ECHO_REQUEST']);
    expect(decodeFrame(probe).info).toContain('Probe Request');
    expect(decodeFrame(udpFrame(40000, 12222, fromHex('ffff 0000 0000 00'))).protocol).toBe('UDP');
  });

  it('reads nothing beyond its end', () => {
    expect(overreads(control)).toEqual([]);
    expect(overreads(probe)).toEqual([]);
  });
});
