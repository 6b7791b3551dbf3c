import { describe, expect, it } from 'vitest';
import { decodeFrame, fromHex, ipv4Frame, join, udpFrame } from '../testing/frames.ts';
import { overreads } from '../testing/survival.ts';

const quoted = new Uint8Array(128);
quoted.set(udpFrame(7, 9, fromHex('0102')).subarray(14));
const exceeded = (object: string): Uint8Array =>
  ipv4Frame(1, join(fromHex('0b00 0000 00 20 0000'), quoted, fromHex(`2000 0000 ${object}`)));

describe('ICMP extensions', () => {
  it('shows the labels a packet carried', () => {
    const { info, tree } = decodeFrame(exceeded('0008 01 01 00064101'));
    expect(info).toContain('192.0.2.1:7 → 192.0.2.2:9 UDP');
    expect(tree).toContain('MPLS label: 100, time to live 1 [178+4]');
  });

  it('stops at objects of impossible length', () => {
    expect(decodeFrame(exceeded('0000 01 01 00064101')).tree).toContain('wrong length 0');
    expect(overreads(exceeded('0008 01 01 00064101'))).toEqual([]);
  });
});
