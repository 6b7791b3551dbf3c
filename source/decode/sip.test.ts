import { describe, expect, it } from 'vitest';
import { expectSurvivesCuts } from '../testing/cuts.ts';
import { decodeFrame, fromText, udpFrame } from '../testing/frames.ts';

const invite = fromText(
  'INVITE sip:a@b SIP/2.0\r\nCall-ID: 77@x\r\nCSeq: 1 INVITE\r\nc: application/sdp\r\n\r\nv=0\r\nm=audio 4000\r\n',
);

describe('SIP', () => {
  it('shows requests with what identifies the call, on any port', () => {
    const { protocol, info, tree } = decodeFrame(udpFrame(40000, 7060, invite));
    expect(protocol).toBe('SIP/SDP');
    expect(info).toBe('Request: INVITE sip:a@b');
    expect(tree).toContain('Call id: 77@x [75+4]');
    expect(tree).toContain('Sequence: 1 INVITE');
    expect(tree).toContain('Line: m=audio 4000');
  });

  it('shows replies', () => {
    const { protocol, info } = decodeFrame(
      udpFrame(5060, 40000, fromText('SIP/2.0 401 Unauthorized\r\n\r\n')),
    );
    expect(protocol).toBe('SIP');
    expect(info).toBe('Status: 401 Unauthorized');
  });

  it('leaves requests of HTTP alone', () => {
    expect(decodeFrame(udpFrame(40000, 5060, fromText('INVITE x HTTP/1.1\r\n\r\n'))).protocol).toBe('UDP');
  });

  it('survives every cut', () => expectSurvivesCuts(udpFrame(40000, 5060, invite)));
});
