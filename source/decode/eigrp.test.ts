import { describe, expect, it } from 'vitest';
import { decodeFrame, fromHex, ipv4Frame } from '../testing/frames.ts';
import { overreads } from '../testing/survival.ts';

const hello = ipv4Frame(
  88,
  fromHex('02 05 0000 00000000 00000000 00000000 0000 0064 0001 000c 0100 0100 0000 000f'),
);

describe('EIGRP', () => {
  it('reads hellos', () => {
    const { protocol, info, tree } = decodeFrame(hello);
    expect([protocol, info]).toEqual(['EIGRP', 'Hello']);
    expect(tree).toContain('Autonomous system: 100 [52+2]');
    expect(tree).toContain('Parameters: 010001000000000f [54+12]');
  });

  it('stops at elements of impossible length', () => {
    const hostile = ipv4Frame(88, fromHex(`02 01 ${'0000'.repeat(9)} 0102 0000 ffff`));
    expect(decodeFrame(hostile).tree).toContain('wrong length 0');
  });

  it('reads nothing beyond its end', () => {
    expect(overreads(hello)).toEqual([]);
    expect(overreads(ipv4Frame(9, fromHex('11 00 0001 0000 0001 0000 0000')))).toEqual([]);
  });
});
