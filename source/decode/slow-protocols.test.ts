import { describe, expect, it } from 'vitest';
import { decodeFrame, ethernetFrame, fromHex } from '../testing/frames.ts';
import { overreads } from '../testing/survival.ts';

const partner = (type: string): string => `${type} 14 8000 020000000001 000d 8000 0019 3d 000000`;
const frame = ethernetFrame(0x8809, fromHex(`01 01 ${partner('01')} ${partner('02')} 0000`));

describe('Slow protocols', () => {
  it('reads LACP', () => {
    const { protocol, info, tree } = decodeFrame(frame);
    expect(protocol).toBe('LACP');
    expect(info).toBe('v1 ACTOR 02:00:00:00:00:01 P: 25 K: 13 PARTNER 02:00:00:00:00:01 P: 25 K: 13');
    expect(tree).toContain('State: 0x3d [32+1]');
    expect(decodeFrame(ethernetFrame(0x8809, fromHex('0301'))).protocol).toBe('OAM');
  });

  it('reads nothing beyond its end, nor loops on length zero', () => {
    expect(overreads(frame)).toEqual([]);
    expect(decodeFrame(ethernetFrame(0x8809, fromHex('01 01 01 00 8000'))).packet.malformed).toContain(
      'wrong length',
    );
  });
});
