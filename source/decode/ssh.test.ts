import { describe, expect, it } from 'vitest';
import { expectSurvivesCuts } from '../testing/cuts.ts';
import { decodeFrame, fromHex, fromText, join, tcpFrame } from '../testing/frames.ts';
import { readName } from './names.ts';

const banner = fromText('SSH-2.0-OpenSSH_9.6 Debian\r\n');
const lists = join(fromHex('00000004'), fromText('kex1'), fromHex('00000003'), fromText('rsa'));
const size = 2 + 16 + lists.length + 4;
const init = join(Uint8Array.of(0, 0, 0, size, 4, 20), new Uint8Array(16), lists, new Uint8Array(4));

describe('SSH', () => {
  it('keeps the banner, on any port', () => {
    const { packet, protocol, info } = decodeFrame(tcpFrame(40000, 2222, banner));
    expect(protocol).toBe('SSHv2');
    expect(info).toBe('Client: Protocol (SSH-2.0-OpenSSH_9.6 Debian)');
    expect(readName(packet)).toBe('SSH-2.0-OpenSSH_9.6 Debian');
  });

  it('lists the algorithms offered', () => {
    const { info, tree } = decodeFrame(tcpFrame(22, 40000, init));
    expect(info).toBe('Server: Key Exchange Init');
    expect(tree).toContain('Key exchange: kex1 [76+8]');
    expect(tree).toContain('Server host key: rsa [84+7]');
  });

  it('gives the length of what is encrypted', () => {
    expect(decodeFrame(tcpFrame(40000, 22, new Uint8Array(48).fill(0x9f))).info).toBe(
      'Client: Encrypted packet (len=48)',
    );
  });

  it('survives every cut', () => {
    expectSurvivesCuts(tcpFrame(40000, 22, join(banner, init)));
    expectSurvivesCuts(tcpFrame(22, 40000, init));
  });
});
