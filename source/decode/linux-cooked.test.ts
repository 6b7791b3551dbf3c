import { describe, expect, it } from 'vitest';
import { decodeFrame, fromHex, join, udpFrame } from '../testing/frames.ts';
import { overreads } from '../testing/survival.ts';

const version1 = fromHex('0004 0001 0006 0200000000010000 0800');
const version2 = fromHex('0800 0000 00000003 0001 04 06 0200000000010000');
const datagram = udpFrame(1000, 2000, fromHex('0102')).subarray(14);

describe('Linux cooked capture', () => {
  it('finds IP behind both headers', () => {
    for (const [linkType, header] of [
      [113, version1],
      [276, version2],
    ] as const) {
      const { packet, protocol, tree } = decodeFrame(join(header, datagram), linkType);
      expect(protocol).toBe('UDP');
      expect([packet.srcPort, packet.dstPort, packet.etherType]).toEqual([1000, 2000, 0x0800]);
      expect(tree).toContain('Source: 02:00:00:00:00:01');
      expect(tree).toContain('sent by us');
    }
  });

  it('reads nothing beyond its end', () => {
    expect(overreads(join(version1, datagram), 113)).toEqual([]);
    expect(overreads(join(version2, datagram), 276)).toEqual([]);
  });

  it('says so when the header is incomplete', () => {
    expect(decodeFrame(version1.subarray(0, 15), 113).info).toContain('cut short');
  });
});
