import { describe, expect, it } from 'vitest';
import { expectSurvivesCuts } from '../testing/cuts.ts';
import { decodeFrame, fromHex, join, udpFrame } from '../testing/frames.ts';
import { helloBody, number16, serverNameExtension } from '../testing/tls-hello.ts';
import { readName } from './names.ts';

function record(type: number, content: Uint8Array, epoch = 0, version = 0xfefd): Uint8Array {
  return join(
    Uint8Array.of(type),
    number16(version),
    number16(epoch),
    fromHex('000000000001'),
    number16(content.length),
    content,
  );
}

function handshake(type: number, body: Uint8Array, whole = body.length): Uint8Array {
  return join(
    Uint8Array.of(type, 0),
    number16(whole),
    fromHex('0000 000000 00'),
    number16(body.length),
    body,
  );
}

const body = helloBody({
  version: 0xfefd,
  hasCookie: true,
  extensions: [serverNameExtension('turn.example')],
});
const hello = record(22, handshake(1, body), 0, 0xfeff);

describe('DTLS', () => {
  it('finds the server name', () => {
    const { packet, protocol, info, tree } = decodeFrame(udpFrame(40000, 5000, hello));
    expect(protocol).toBe('DTLSv1.0');
    expect(info).toBe('Client Hello (SNI=turn.example)');
    expect(readName(packet)).toBe('turn.example');
    expect(tree).toMatch(/JA4: dd2d0201/);
    expect(tree).toContain('Epoch: 0 [45+2]');
  });

  it('says fragment for a part of a message, and looks into CAPWAP', () => {
    const part = record(22, handshake(11, new Uint8Array(40), 2000));
    expect(decodeFrame(udpFrame(5000, 40000, part)).info).toBe('Certificate (Fragment)');
    expect(decodeFrame(udpFrame(5246, 40000, join(fromHex('01000000'), part))).protocol).toBe('DTLSv1.2');
  });

  it('does not look into what is encrypted', () => {
    const segment = join(
      record(20, Uint8Array.of(1)),
      record(22, new Uint8Array(40), 1),
      record(23, new Uint8Array(9), 1),
    );
    expect(decodeFrame(udpFrame(5000, 40000, segment)).info).toBe(
      'Change Cipher Spec, Encrypted Handshake Message, Application Data',
    );
  });

  it('leaves alone what does not end with its datagram', () => {
    const long = Uint8Array.from(hello);
    long[11] = 9;
    expect(decodeFrame(udpFrame(40000, 5000, long)).protocol).toBe('UDP');
  });

  it('survives every cut', () => expectSurvivesCuts(udpFrame(40000, 5000, hello)));
});
