import { describe, expect, it } from 'vitest';
import { expectSurvivesCuts } from '../testing/cuts.ts';
import { decodeFrame, fromHex, fromText, join, tcpFrame } from '../testing/frames.ts';

const settings = fromHex('000006 04 00 00000000 0003 00000064');
const opening = join(
  fromText('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  settings,
  fromHex('000004 08 00 00000000 00010000'),
);

describe('HTTP/2', () => {
  it('reads the preface and the frames behind it', () => {
    const { protocol, info, tree } = decodeFrame(tcpFrame(40000, 8081, opening));
    expect(protocol).toBe('HTTP2');
    expect(info).toBe('Magic, SETTINGS[0], WINDOW_UPDATE[0]');
    expect(tree).toContain('Frame: SETTINGS, stream 0 [78+15]');
  });

  it('knows the settings of a server', () => {
    expect(decodeFrame(tcpFrame(8081, 40000, settings)).protocol).toBe('HTTP2');
    expect(
      decodeFrame(tcpFrame(8081, 40000, fromHex('000007 04 00 00000000 0003 0000006400'))).protocol,
    ).toBe('TCP');
  });

  it('survives every cut', () => expectSurvivesCuts(tcpFrame(40000, 8081, opening)));
});
