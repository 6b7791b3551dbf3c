import { createCipheriv } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { expectSurvivesCuts } from '../testing/cuts.ts';
import { decodeFrame, fromHex, join, udpFrame } from '../testing/frames.ts';
import { alpnExtension, handshake, helloBody, number16, serverNameExtension } from '../testing/tls-hello.ts';
import { readName } from './names.ts';
import { nameQuicInitial } from './packet.ts';

/** The keys RFC 9001, appendix A.1, gives for this connection id: not derived by the code under test. */
const connectionId = fromHex('8394c8f03e515708');
const key = fromHex('1f369613dd76d5467730efcbe3b1a22d');
const nonceBase = fromHex('fa044b2f42a3fd3b46fb255c');
const headerKey = fromHex('9f50449e04a0e810283a1e9933adedd2');
const numberBytes = 4;

/** Encrypts `frames` as packet number 2 of a client. */
function initial(frames: Uint8Array, padTo = 1200): Uint8Array {
  const start = join(fromHex('c3 00000001 08'), connectionId, fromHex('00 00'));
  const size = padTo - start.length - 2 - numberBytes - 16;
  const payload = join(frames, new Uint8Array(Math.max(0, size - frames.length)));
  const header = join(start, number16(0x4000 | (numberBytes + payload.length + 16)), fromHex('00000002'));
  const nonce = Uint8Array.from(nonceBase, (byte, index) => (index === 11 ? byte ^ 2 : byte));
  const cipher = createCipheriv('aes-128-gcm', key, nonce);
  cipher.setAAD(header);
  const sealed = join(cipher.update(payload), cipher.final(), cipher.getAuthTag());
  const mask = createCipheriv('aes-128-ecb', headerKey, null).update(sealed.subarray(0, 16));
  const packet = join(header, sealed);
  packet[0] = (packet[0] ?? 0) ^ ((mask[0] ?? 0) & 15);
  for (let index = 0; index < numberBytes; index += 1) {
    const at = header.length - numberBytes + index;
    packet[at] = (packet[at] ?? 0) ^ (mask[1 + index] ?? 0);
  }
  return packet;
}

function crypto(offset: number, content: Uint8Array): Uint8Array {
  return join(fromHex('06'), number16(0x4000 | offset), number16(0x4000 | content.length), content);
}

const hello = handshake(
  1,
  helloBody({ extensions: [serverNameExtension('quic.example'), alpnExtension('h3')] }),
);

describe('QUIC', () => {
  it('opens an Initial packet for its server name, only when asked', () => {
    const { packet, protocol, info, tree } = decodeFrame(udpFrame(40000, 443, initial(crypto(0, hello))));
    expect(protocol).toBe('QUIC');
    expect(packet.nameKind).toBe(nameQuicInitial);
    expect(readName(packet)).toBe('quic.example');
    expect(info).toBe('Initial, DCID=8394c8f03e515708, PKN: 2, CRYPTO, PADDING (SNI=quic.example)');
    expect(tree).toContain('Version: 1 (0x00000001) [43+4]');
    expect(tree).toMatch(/JA4: q12d0202h3_/);
  });

  it('puts pieces together that come in any order', () => {
    const frames = join(crypto(40, hello.subarray(40)), fromHex('01'), crypto(0, hello.subarray(0, 40)));
    expect(readName(decodeFrame(udpFrame(40000, 8443, initial(frames))).packet)).toBe('quic.example');
  });

  it('reads packets that share a datagram', () => {
    const first = initial(crypto(0, hello), 400);
    const zeroRtt = join(fromHex('d0 00000001 08'), connectionId, fromHex('00 20'), new Uint8Array(32));
    const { info } = decodeFrame(udpFrame(40000, 443, join(first, zeroRtt)));
    expect(info).toContain('; 0-RTT, DCID=8394c8f03e515708');
  });

  it('says nothing about an Initial it cannot open', () => {
    const broken = initial(crypto(0, hello));
    broken[600] = (broken[600] ?? 0) ^ 1;
    const { packet, info } = decodeFrame(udpFrame(40000, 443, broken));
    expect(info).toBe('Initial, DCID=8394c8f03e515708');
    expect(readName(packet)).toBe('');
  });

  it('lists the versions of a negotiation', () => {
    const negotiation = fromHex('c0 00000000 01aa 01bb 00000001 6b3343cf 0a1a2a3a');
    const { info, tree } = decodeFrame(udpFrame(443, 40000, negotiation));
    expect(info).toBe('Version Negotiation, DCID=aa, SCID=bb');
    expect(tree).toContain('Supported version: 2 [55+4]');
  });

  it('believes short headers on its own port only', () => {
    const short = join(fromHex('45'), new Uint8Array(40).fill(0x9d));
    expect(decodeFrame(udpFrame(443, 40000, short)).info).toBe('Protected Payload (KP0)');
    expect(decodeFrame(udpFrame(4430, 40000, short)).protocol).toBe('UDP');
  });

  it('survives every cut', () => expectSurvivesCuts(udpFrame(40000, 443, initial(crypto(0, hello), 260))));
});
