import { describe, expect, it } from 'vitest';
import { expectSurvivesCuts } from '../testing/cuts.ts';
import { decodeFrame, fromHex, fromText, join, tcpFrame } from '../testing/frames.ts';

const masked = tcpFrame(40000, 80, fromHex('81 85 01020304 69676f686e'));

describe('WebSocket', () => {
  it('shows what a client masked', () => {
    const { protocol, info, tree } = decodeFrame(masked);
    expect(protocol).toBe('WebSocket');
    expect(info).toBe('WebSocket Text [FIN] [MASKED]');
    expect(tree).toContain('Payload: hello [60+5]');
  });

  it('believes longer frames on any port when their length is exact', () => {
    const frame = join(fromHex('82 7e 00c8'), new Uint8Array(200));
    expect(decodeFrame(tcpFrame(7000, 40000, frame)).info).toBe('WebSocket Binary [FIN]');
    expect(decodeFrame(tcpFrame(7000, 40000, frame.subarray(0, 203))).protocol).toBe('TCP');
    expect(decodeFrame(tcpFrame(7000, 40000, join(fromHex('8105'), fromText('hello')))).protocol).toBe('TCP');
  });

  it('survives every cut', () => expectSurvivesCuts(masked));
});
