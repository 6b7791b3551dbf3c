import { describe, expect, it } from 'vitest';
import { decodeFrame, fromHex, udpFrame } from '../testing/frames.ts';
import { overreads } from '../testing/survival.ts';

const hello = udpFrame(6696, 6696, fromHex('2a 02 000a 00 04 06 0000 0001 0190 00'));

describe('Babel', () => {
  it('lists what a message holds', () => {
    const { protocol, info, tree } = decodeFrame(hello);
    expect([protocol, info]).toEqual(['Babel', 'Babel hello']);
    expect(tree).toContain('hello: 000000010190 [47+8]');
  });

  it('says when an element exceeds the message', () => {
    const hostile = udpFrame(6696, 6696, fromHex('2a 02 0004 04 ff 0000'));
    expect(decodeFrame(hostile).packet.malformed).toBe('Babel element exceeds the message');
    expect(decodeFrame(udpFrame(6696, 6696, fromHex('2b02000404ff0000'))).protocol).toBe('UDP');
  });

  it('reads nothing beyond its end', () => {
    expect(overreads(hello)).toEqual([]);
  });
});
