import { describe, expect, it } from 'vitest';
import { decodeFrame, ethernetFrame, fromHex, join, udpFrame } from '../testing/frames.ts';
import { overreads } from '../testing/survival.ts';

const frame = udpFrame(1000, 2000, fromHex('0102'));
const stack = fromHex('00010040 00020140');

describe('MPLS', () => {
  it('shows every label and finds IP below them', () => {
    const { protocol, packet, tree } = decodeFrame(ethernetFrame(0x8847, join(stack, frame.subarray(14))));
    expect([protocol, packet.srcPort]).toEqual(['UDP', 1000]);
    expect(tree).toContain('Label: 16 [14+3]');
    expect(tree).toContain('Label: 32 [18+3]');
  });

  it('finds Ethernet in pseudo-wires, with and without a control word', () => {
    for (const word of ['', '00000000']) {
      const content = join(stack, fromHex(word), frame);
      expect(decodeFrame(ethernetFrame(0x8847, content)).protocol).toBe('UDP');
    }
  });

  it('gives up on a stack without a bottom', () => {
    const endless = ethernetFrame(0x8847, new Uint8Array(400));
    expect(decodeFrame(endless).packet.malformed).toBe('too many MPLS labels');
  });

  it('reads nothing beyond its end', () => {
    expect(overreads(ethernetFrame(0x8847, join(stack, fromHex('00000000'), frame)))).toEqual([]);
    expect(overreads(ethernetFrame(0x8847, join(stack, fromHex('10000021'), frame.subarray(14))))).toEqual(
      [],
    );
  });
});
