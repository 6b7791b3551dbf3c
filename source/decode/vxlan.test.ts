import { describe, expect, it } from 'vitest';
import { decodeFrame, fromHex, join, udpFrame } from '../testing/frames.ts';
import { overreads } from '../testing/survival.ts';

const inner = udpFrame(7, 9, fromHex('0102'));
const plain = udpFrame(50000, 4789, join(fromHex('0800 0000 00002a 00'), inner));
const service = udpFrame(
  50000,
  4790,
  join(fromHex('0c00 0004 00002a 00  0006 0203 000007 ff 00000000 00000000 00000000 00000000'), inner),
);

describe('VXLAN', () => {
  it('shows the frame inside but keeps the outer columns', () => {
    const { packet, protocol, info, tree } = decodeFrame(plain);
    expect([protocol, info]).toEqual(['UDP', '7 → 9 Len=2']);
    expect([packet.srcPort, packet.dstPort]).toEqual([50000, 4789]);
    expect(tree).toContain('Network: 42 [46+3]');
  });

  it('follows the generic extension through a service header', () => {
    const { protocol, tree } = decodeFrame(service);
    expect(protocol).toBe('UDP');
    expect(tree).toContain('Service path: 7 [54+3]');
  });

  it('leaves other bytes on its ports alone, and stops in endless tunnels', () => {
    expect(decodeFrame(udpFrame(50000, 4789, new Uint8Array(8))).protocol).toBe('UDP');
    let nested = inner;
    for (let depth = 0; depth < 30; depth += 1)
      nested = udpFrame(1, 4789, join(fromHex('0800 0000 00002a 00'), nested));
    expect(decodeFrame(nested).packet.malformed).toBe('too many nested layers');
  });

  it('reads nothing beyond its end', () => {
    expect(overreads(plain)).toEqual([]);
    expect(overreads(service)).toEqual([]);
  });
});
