import { describe, expect, it } from 'vitest';
import { decodeFrame, fromHex, join, udpFrame } from '../testing/frames.ts';
import { overreads } from '../testing/survival.ts';

const datagram = udpFrame(7, 9, fromHex('0102')).subarray(14);
const user = udpFrame(2152, 2152, join(fromHex('30 ff 001e 00000001'), datagram));
const extended = udpFrame(2152, 2152, join(fromHex('34 ff 0026 00000001 0000 00 85 01 0000 00'), datagram));

describe('GTP', () => {
  it('shows the packet inside user data, past extension headers', () => {
    for (const frame of [user, extended]) {
      const { protocol, tree } = decodeFrame(frame);
      expect(protocol).toBe('UDP');
      expect(tree).toContain('Tunnel: 0x00000001 [46+4]');
    }
  });

  it('names control messages of both versions', () => {
    expect(decodeFrame(udpFrame(2123, 2123, fromHex('32 01 0004 00000000 00010000'))).info).toBe(
      'Echo request',
    );
    const second = decodeFrame(udpFrame(2123, 2123, fromHex('48 20 0008 00000001 000002 00')));
    expect([second.protocol, second.info]).toEqual(['GTPv2', 'Create Session Request']);
  });

  it('survives extension headers of length zero', () => {
    const hostile = udpFrame(2152, 2152, fromHex('34 ff 0008 00000001 0000 00 85 00 0000 85'));
    expect(decodeFrame(hostile).packet.malformed).toBe('GTP extension headers cut short');
  });

  it('reads nothing beyond its end', () => {
    expect(overreads(user)).toEqual([]);
    expect(overreads(extended)).toEqual([]);
    expect(overreads(udpFrame(2123, 2123, fromHex('48 20 0008 00000001 000002 00')))).toEqual([]);
  });
});
