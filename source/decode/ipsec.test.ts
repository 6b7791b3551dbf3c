import { describe, expect, it } from 'vitest';
import { decodeFrame, fromHex, ipv4Frame, ipv6Frame, join, udpFrame } from '../testing/frames.ts';
import { overreads } from '../testing/survival.ts';

const segment = udpFrame(1000, 2000, fromHex('0102')).subarray(34);
const authenticated = join(fromHex('11 04 0000 00000100 00000007 aaaaaaaaaaaaaaaaaaaaaaaa'), segment);

describe('IP security', () => {
  it('looks behind the authentication header', () => {
    for (const frame of [ipv4Frame(51, authenticated), ipv6Frame(51, authenticated)]) {
      const { protocol, packet, tree } = decodeFrame(frame);
      expect([protocol, packet.srcPort]).toEqual(['UDP', 1000]);
      expect(tree).toContain('Security parameters index: 0x00000100');
    }
  });

  it('names what it cannot read', () => {
    expect(decodeFrame(ipv4Frame(50, fromHex('00000100 00000001 aabb'))).info).toBe('ESP (SPI=0x00000100)');
    expect(decodeFrame(ipv4Frame(108, fromHex('0600 0002 aabb'))).protocol).toBe('IPComp');
    expect(decodeFrame(ipv4Frame(51, fromHex('1100 0000 00000100 00000001'))).packet.malformed).toContain(
      'below 12',
    );
  });

  it('finds Ethernet in IP', () => {
    const frame = udpFrame(1000, 2000, fromHex('0102'));
    expect(decodeFrame(ipv4Frame(97, join(fromHex('3000'), frame))).protocol).toBe('UDP');
    expect(decodeFrame(ipv6Frame(143, frame)).protocol).toBe('UDP');
  });

  it('reads nothing beyond its end', () => {
    expect(overreads(ipv6Frame(51, authenticated))).toEqual([]);
    expect(overreads(ipv4Frame(50, fromHex('00000100 00000001 aabb')))).toEqual([]);
    expect(overreads(ipv4Frame(97, fromHex('3000 aabb')))).toEqual([]);
  });
});
