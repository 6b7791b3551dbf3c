import { describe, expect, it } from 'vitest';
import { decodeFrame, fromHex, tcpFrame, udpFrame } from '../testing/frames.ts';
import { overreads } from '../testing/survival.ts';

const hello = udpFrame(646, 646, fromHex('0001 0016 c0000201 0000 0100 000c 00000001 0400 0004 000f 0000'));

describe('LDP', () => {
  it('names its messages', () => {
    const { protocol, info, tree } = decodeFrame(hello);
    expect([protocol, info]).toEqual(['LDP', 'Hello Message']);
    expect(tree).toContain('Router: 192.0.2.1 [46+4]');
    expect(decodeFrame(tcpFrame(646, 40000, fromHex('ffff'))).info).toBe('Continuation, 2 bytes');
  });

  it('stops at a message of length zero', () => {
    const hostile = udpFrame(646, 646, fromHex('0001 0016 c0000201 0000 0100 0000 00000001'));
    expect(decodeFrame(hostile).packet.malformed).toBe('LDP message length below 4');
  });

  it('reads nothing beyond its end', () => {
    expect(overreads(hello)).toEqual([]);
  });
});
