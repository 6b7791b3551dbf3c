import { describe, expect, it } from 'vitest';
import { expectSurvivesCuts } from '../testing/cuts.ts';
import { decodeFrame, fromHex, join, udpFrame } from '../testing/frames.ts';
import { handshake, helloBody, record, serverNameExtension } from '../testing/tls-hello.ts';
import { readName } from './names.ts';

const hello = record(22, handshake(1, helloBody({ extensions: [serverNameExtension('desk.example')] })));
const carrying = udpFrame(40000, 3389, join(fromHex('10976033 0400 000c 00010000 00000001 00000001'), hello));

describe('RDP over UDP', () => {
  it('shows its flags and the TLS it carries', () => {
    expect(decodeFrame(udpFrame(40000, 3389, fromHex('ffffffff 0040 1801 00000000'))).info).toContain('SYN');
    const { packet, protocol } = decodeFrame(carrying);
    expect(protocol).toBe('TLSv1.2');
    expect(readName(packet)).toBe('desk.example');
  });

  it('survives every cut', () => expectSurvivesCuts(carrying));
});
