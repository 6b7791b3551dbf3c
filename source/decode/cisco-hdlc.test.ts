import { describe, expect, it } from 'vitest';
import { decodeFrame, fromHex, join, udpFrame } from '../testing/frames.ts';
import { overreads } from '../testing/survival.ts';

const keepalive = fromHex('8f00 8035 00000002 00000005 00000004 ffff');
const datagram = udpFrame(1000, 2000, fromHex('0102')).subarray(14);

describe('Cisco HDLC', () => {
  it('reads keep-alives', () => {
    const { protocol, info, tree } = decodeFrame(keepalive, 104);
    expect(protocol).toBe('SLARP');
    expect(info).toBe('Line keepalive, outgoing sequence 5, returned sequence 4');
    expect(tree).toContain('Their sequence: 4 [12+4]');
  });

  it('finds IP, and leaves unknown types as data', () => {
    expect(decodeFrame(join(fromHex('0f00 0800'), datagram), 104).protocol).toBe('UDP');
    expect(decodeFrame(fromHex('0f00 fafe 0102'), 104).protocol).toBe('CHDLC');
  });

  it('reads nothing beyond its end', () => {
    expect(overreads(keepalive, 104)).toEqual([]);
    expect(overreads(fromHex('0f00 fefe 03 83 1b'), 104)).toEqual([]);
  });
});
