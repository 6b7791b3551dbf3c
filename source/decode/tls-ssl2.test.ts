import { describe, expect, it } from 'vitest';
import { expectSurvivesCuts } from '../testing/cuts.ts';
import { decodeFrame, fromHex, tcpFrame } from '../testing/frames.ts';

const hello = fromHex(`801f 01 0002 0006 0000 0010 010080 020080 00112233445566778899aabbccddeeff`);

describe('SSL 2.0', () => {
  it('recognises a Client Hello whose lengths add up', () => {
    const { protocol, info, tree } = decodeFrame(tcpFrame(40000, 4433, hello));
    expect(protocol).toBe('SSLv2');
    expect(info).toBe('Client Hello');
    expect(tree).toContain('Challenge length: 16 [63+2]');
  });

  it('leaves alone what only begins like one', () => {
    const wrong = Uint8Array.from(hello);
    wrong[8] = 17;
    expect(decodeFrame(tcpFrame(40000, 4433, wrong)).protocol).toBe('TCP');
  });

  it('survives every cut', () => expectSurvivesCuts(tcpFrame(40000, 4433, hello)));
});
