import { describe, expect, it } from 'vitest';
import { decodeFrame, fromHex, ipv4Frame, join, udpFrame } from '../testing/frames.ts';
import { overreads } from '../testing/survival.ts';

const datagram = udpFrame(7, 9, fromHex('0102')).subarray(14);
const control = udpFrame(1701, 1701, fromHex('c802 0014 0001 0000 0000 0000 8008 0000 0000 0001'));
const carried = udpFrame(1701, 1701, join(fromHex('4802 002c 0001 0002 0000 0000 ff03 0021'), datagram));

describe('L2TP', () => {
  it('names control messages and finds IP in data', () => {
    const { protocol, info, tree } = decodeFrame(control);
    expect(protocol).toBe('L2TP');
    expect(info).toBe('Control Message - Start_Control_Request (tunnel id=1, session id=0)');
    expect(tree).toContain('Tunnel: 1 [46+2]');
    expect(decodeFrame(carried).protocol).toBe('UDP');
  });

  it('knows version 3 in UDP and IP', () => {
    expect(decodeFrame(udpFrame(1701, 1701, fromHex('0003 0000 00000007 aabb'))).protocol).toBe('L2TPv3');
    expect(decodeFrame(ipv4Frame(115, fromHex('00000007 aabb'))).info).toContain('session id=0x00000007');
  });

  it('says when an offset exceeds the packet', () => {
    expect(decodeFrame(udpFrame(1701, 1701, fromHex('0202 0001 0002 ffff'))).packet.malformed).toBe(
      'L2TP header cut short',
    );
  });

  it('reads nothing beyond its end', () => {
    for (const frame of [control, carried, ipv4Frame(115, fromHex('00000000 c803 0000'))]) {
      expect(overreads(frame)).toEqual([]);
    }
  });
});
