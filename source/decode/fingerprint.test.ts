import { describe, expect, it } from 'vitest';
import { decodeFrame, tcpFrame, udpFrame } from '../testing/frames.ts';
import { handshake, helloBody, record, serverNameExtension } from '../testing/tls-hello.ts';
import { readJa4 } from './fingerprint.ts';

const hello = record(22, handshake(1, helloBody({ extensions: [serverNameExtension('a.example')] })));

describe('the fingerprint of a packet', () => {
  it('is that of its Client Hello', () => {
    expect(readJa4(decodeFrame(tcpFrame(40000, 443, hello)).packet)).toMatch(
      /^t12d020100_[0-9a-f]{12}_000000000000$/,
    );
  });

  it('is empty without a whole one', () => {
    expect(readJa4(decodeFrame(tcpFrame(40000, 443, hello.subarray(0, hello.length - 1))).packet)).toBe('');
    expect(readJa4(decodeFrame(udpFrame(40000, 443, new Uint8Array(40))).packet)).toBe('');
    expect(readJa4(decodeFrame(tcpFrame(40000, 443, record(23, new Uint8Array(40)))).packet)).toBe('');
  });
});
