import { describe, expect, it } from 'vitest';
import { expectSurvivesCuts } from '../testing/cuts.ts';
import { decodeFrame, fromHex, fromText, join, udpFrame } from '../testing/frames.ts';
import { readName } from './names.ts';

const hello = join(
  fromText('CHLO'),
  fromHex('0200 0000'),
  fromText('PAD\0'),
  fromHex('03000000'),
  fromText('SNI\0'),
  fromHex('0e000000'),
  fromText('---example.net'),
);
const packet = join(
  fromHex('0d 0102030405060708'),
  fromText('Q043'),
  fromHex('01'),
  new Uint8Array(16),
  hello,
);

describe('GQUIC', () => {
  it('finds the server name among the tags of a hello', () => {
    const decoded = decodeFrame(udpFrame(40000, 443, packet));
    expect(decoded.protocol).toBe('GQUIC');
    expect(decoded.info).toBe('Client Hello, Q043, CID: 0102030405060708 (SNI=example.net)');
    expect(readName(decoded.packet)).toBe('example.net');
  });

  it('believes packets without a version on the port of HTTPS only', () => {
    const plain = fromHex('0c 0102030405060708 07 99aabbccddeeff');
    expect(decodeFrame(udpFrame(443, 40000, plain)).info).toBe(
      'Payload (Encrypted), PKN: 7, CID: 0102030405060708',
    );
    expect(decodeFrame(udpFrame(4430, 40000, plain)).protocol).toBe('UDP');
  });

  it('is not misled by tag offsets that lie', () => {
    const liar = Uint8Array.from(packet);
    liar.fill(0xff, liar.length - 18, liar.length - 14);
    expect(decodeFrame(udpFrame(40000, 443, liar)).packet.nameKind).toBe(0);
  });

  it('survives every cut', () => expectSurvivesCuts(udpFrame(40000, 443, packet)));
});
