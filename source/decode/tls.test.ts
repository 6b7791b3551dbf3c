import { describe, expect, it } from 'vitest';
import { expectSurvivesCuts } from '../testing/cuts.ts';
import { decodeFrame, fromHex, join, tcpFrame } from '../testing/frames.ts';
import {
  alpnExtension,
  extension,
  handshake,
  helloBody,
  numbers,
  record,
  serverNameExtension,
} from '../testing/tls-hello.ts';
import { readName } from './names.ts';
import { nameTlsServer } from './packet.ts';

const hello = record(
  22,
  handshake(1, helloBody({ extensions: [serverNameExtension('example.com'), alpnExtension('h2')] })),
  0x0301,
);
const serverHello13 = handshake(
  2,
  join(fromHex('0303'), new Uint8Array(32), fromHex('00 1301 00 0006 002b 0002 0304')),
);

describe('TLS', () => {
  it('finds the server name in a Client Hello, on any port', () => {
    const { packet, protocol, info, tree } = decodeFrame(tcpFrame(40000, 9443, hello));
    expect(protocol).toBe('TLSv1');
    expect(info).toBe('Client Hello (SNI=example.com)');
    expect(packet.nameKind).toBe(nameTlsServer);
    expect(readName(packet)).toBe('example.com');
    expect(tree).toContain('Server name: example.com');
    expect(tree).toContain('Protocol: h2');
    expect(tree).toContain('TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 [');
    expect(tree).toMatch(/JA4: t12d0202h2_[0-9a-f]{12}_[0-9a-f]{12} \[63\+/);
  });

  it('lists the records of a segment and takes the version from the Server Hello', () => {
    const segment = join(
      record(22, serverHello13),
      record(20, Uint8Array.of(1)),
      record(23, new Uint8Array(40)),
    );
    const { protocol, info } = decodeFrame(tcpFrame(443, 40000, segment));
    expect(protocol).toBe('TLSv1.3');
    expect(info).toBe('Server Hello, Change Cipher Spec, Application Data');
  });

  it('reads alerts in the clear and knows encrypted ones', () => {
    expect(decodeFrame(tcpFrame(443, 40000, record(21, fromHex('0228')))).info).toBe(
      'Alert (Level: Fatal, Description: Handshake Failure)',
    );
    expect(decodeFrame(tcpFrame(443, 40000, record(21, new Uint8Array(26)))).info).toBe('Encrypted Alert');
  });

  it('knows handshake messages that are encrypted', () => {
    const segment = join(
      record(22, handshake(16, new Uint8Array(66).fill(7))),
      record(20, Uint8Array.of(1)),
      record(22, fromHex('8a7f3310 99aabbcc')),
    );
    expect(decodeFrame(tcpFrame(40000, 443, segment)).info).toBe(
      'Client Key Exchange, Change Cipher Spec, Encrypted Handshake Message',
    );
  });

  it('names the subject of a certificate', () => {
    const name = fromHex('300f 310d 300b 0603550403 0c04 74657374');
    const body = join(fromHex('a003020102 020101 3000 3000 3000'), name);
    const certificate = join(Uint8Array.of(0x30, body.length + 2, 0x30, body.length), body);
    const message = join(
      fromHex('0000'),
      Uint8Array.of(certificate.length + 3, 0, 0, certificate.length),
      certificate,
    );
    const { info, tree } = decodeFrame(tcpFrame(443, 40000, record(22, handshake(11, message))));
    expect(info).toBe('Certificate');
    expect(tree).toContain('Subject common name: test');
  });

  it('calls the middle of a record on its own port TLS, elsewhere not', () => {
    const middle = fromHex('99887766554433221100');
    expect(decodeFrame(tcpFrame(443, 40000, middle)).protocol).toBe('TLS');
    expect(decodeFrame(tcpFrame(40001, 40000, middle)).protocol).toBe('TCP');
  });

  it('shows control characters in a server name as escapes', () => {
    const hostile = record(22, handshake(1, helloBody({ extensions: [serverNameExtension('a\x1b[2Jb')] })));
    expect(decodeFrame(tcpFrame(40000, 443, hostile)).info).toBe('Client Hello (SNI=a\\x1b[2Jb)');
  });

  it('is not misled by lengths that lie', () => {
    const liar = record(
      22,
      handshake(1, helloBody({ extensions: [extension(0, fromHex('ffff 00 ffff 61'))] })),
    );
    const { packet, info } = decodeFrame(tcpFrame(40000, 443, liar));
    expect(packet.nameKind).toBe(0);
    expect(info).toBe('Client Hello');
  });

  it('survives every cut', () => {
    const full = helloBody({
      extensions: [
        serverNameExtension('example.com'),
        alpnExtension('h2', 'http/1.1'),
        extension(10, join(fromHex('0004'), numbers([29, 23]))),
        extension(13, join(fromHex('0004'), numbers([0x0403, 0x0804]))),
        extension(43, fromHex('04 0304 0303')),
        extension(51, fromHex('0006 001d 0002 aabb')),
      ],
    });
    expectSurvivesCuts(tcpFrame(40000, 443, record(22, handshake(1, full))));
    expectSurvivesCuts(tcpFrame(443, 40000, join(record(22, serverHello13), record(21, fromHex('0228')))));
  });
});
