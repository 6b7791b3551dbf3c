import { describe, expect, it } from 'vitest';
import { expectSurvivesCuts } from '../testing/cuts.ts';
import { decodeFrame, fromHex, tcpFrame } from '../testing/frames.ts';

const mixed = fromHex('fffd18 fffb01 fffa18 00 7674 fff0 6c6f67696e3a1b5b32');

describe('Telnet', () => {
  it('tells negotiation from text', () => {
    const { protocol, info, tree } = decodeFrame(tcpFrame(23, 40000, mixed));
    expect(protocol).toBe('TELNET');
    expect(info).toBe(
      'Telnet Data: Do Terminal Type, Will Echo, Suboption Terminal Type 007674, "login:\\x1b[2"',
    );
    expect(tree).toContain('Command: Will Echo [57+3]');
  });

  it('survives every cut', () => expectSurvivesCuts(tcpFrame(23, 40000, mixed)));
});
