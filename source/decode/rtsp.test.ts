import { describe, expect, it } from 'vitest';
import { expectSurvivesCuts } from '../testing/cuts.ts';
import { decodeFrame, fromHex, fromText, tcpFrame } from '../testing/frames.ts';

const reply = fromText('RTSP/1.0 200 OK\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n');

describe('RTSP', () => {
  it('shows requests, replies and interleaved media', () => {
    const setup = decodeFrame(
      tcpFrame(40000, 554, fromText('SETUP rtsp://cam/1 RTSP/1.0\r\nCSeq: 3\r\n\r\n')),
    );
    expect(setup.info).toBe('SETUP rtsp://cam/1 RTSP/1.0');
    expect(setup.tree).toContain('CSeq: 3');
    const answer = decodeFrame(tcpFrame(7554, 40000, reply));
    expect([answer.protocol, answer.info]).toEqual(['RTSP/SDP', 'Reply: RTSP/1.0 200 OK']);
    expect(decodeFrame(tcpFrame(554, 40000, fromHex('24 00 0004 80601234'))).info).toBe(
      'Interleaved channel 0, 4 bytes',
    );
  });

  it('survives every cut', () => expectSurvivesCuts(tcpFrame(554, 40000, reply)));
});
