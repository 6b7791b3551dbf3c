import { describe, expect, it } from 'vitest';
import { decodeFrame, fromHex, udpFrame } from '../testing/frames.ts';
import { overreads } from '../testing/survival.ts';

const control = udpFrame(49152, 3784, fromHex('20 c0 03 18 00000001 00000002 000f4240 000f4240 00000000'));

describe('BFD', () => {
  it('reads control messages', () => {
    const { protocol, info, tree } = decodeFrame(control);
    expect([protocol, info]).toEqual(['BFD Control', 'Diag: No Diagnostic, State: Up, Flags: 0xc0']);
    expect(tree).toContain('Desired minimum sending interval: 1000000 µs [54+4]');
    expect(decodeFrame(udpFrame(49152, 3785, fromHex('0102'))).protocol).toBe('BFD Echo');
  });

  it('leaves other bytes on its port alone', () => {
    expect(decodeFrame(udpFrame(49152, 3784, fromHex('ff c0 03 18'))).protocol).toBe('UDP');
  });

  it('reads nothing beyond its end', () => {
    expect(overreads(control)).toEqual([]);
  });
});
