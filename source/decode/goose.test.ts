import { describe, expect, it } from 'vitest';
import { decodeFrame, ethernetFrame, fromHex } from '../testing/frames.ts';
import { overreads } from '../testing/survival.ts';

const goose = ethernetFrame(
  0x88b8,
  fromHex(`0004 0037 0000 0000 61 2d 80 04 72656c31 81 02 044c 82 02 6473
  84 08 56700000 80000000 85 02 158b 86 01 07 87 01 00 88 01 01 8a 01 02 ab 03 83 01 01`),
);
const sampled = ethernetFrame(
  0x88ba,
  fromHex('4000 0020 0000 0000 60 16 80 01 01 a2 11 30 0f 80 03 6d7531 82 02 0010 83 04 00000001'),
);

describe('IEC 61850', () => {
  it('summarises GOOSE by block, state and sequence', () => {
    const { protocol, info, tree } = decodeFrame(goose);
    expect([protocol, info]).toEqual(['GOOSE', 'rel1, state 5515, sequence 7']);
    expect(tree).toContain('Time: 2015-12-15T11:56:48.500Z');
    expect(tree).toContain('Control block: rel1 [24+6]');
  });

  it('summarises sampled values', () => {
    const { protocol, info } = decodeFrame(sampled);
    expect([protocol, info]).toEqual(['IEC61850 Sampled Values', 'mu1, sample 16']);
  });

  it('survives elements that never end', () => {
    const hostile = ethernetFrame(0x88b8, fromHex('0004 0010 0000 0000 61 84 ffffffff 80 80 80'));
    expect(decodeFrame(hostile).protocol).toBe('GOOSE');
  });

  it('reads nothing beyond its end', () => {
    expect(overreads(goose)).toEqual([]);
    expect(overreads(sampled)).toEqual([]);
  });
});
