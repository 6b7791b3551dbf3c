import { describe, expect, it } from 'vitest';
import {
  type CertificateOptions,
  certificate,
  serverFlight,
  serverHello,
} from '../../testing/certificates.ts';
import { fromHex, join } from '../../testing/frames.ts';
import { mutate } from '../../testing/mutate.ts';
import { Random } from '../../testing/random.ts';
import { Talks, type TalksOptions } from '../../testing/talks.ts';
import { handshake, helloBody, record, serverNameExtension } from '../../testing/tls-hello.ts';
import { ipv4Party } from '../host-key.ts';
import { TlsCertificate } from './tls-certificate.ts';
import { TlsOddPort } from './tls-odd-port.ts';
import { TlsOldVersion } from './tls-old-version.ts';

const client = '10.0.0.5';
const server = '93.184.216.34';
const own: CertificateOptions = { issuer: 'localhost', subject: 'localhost' };
const over: CertificateOptions = { notAfter: '200301000000Z' };

function talks(options?: TalksOptions): Talks {
  return new Talks(
    tools => [new TlsOddPort(tools), new TlsOldVersion(tools), new TlsCertificate(tools)],
    options,
  );
}

function clientHello(name = 'login.example'): Uint8Array {
  return record(22, handshake(1, helloBody({ extensions: [serverNameExtension(name)] })));
}

/** A handshake whose server's part comes in pieces of so many bytes. */
function shake(all: Talks, flight: Uint8Array, pieces = 10_000, port = 443, to = server): void {
  const talk = all.tcp(client, to, port).say(clientHello());
  for (let at = 0; at < flight.length; at += pieces) talk.answer(flight.subarray(at, at + pieces));
}

describe('certificates', () => {
  it.each([10_000, 1448, 536, 90])('are read from segments of %i bytes', pieces => {
    const all = talks();
    shake(all, serverFlight(certificate({ ...own, keyBytes: 2000 })), pieces);
    shake(all, serverFlight(certificate(over)), pieces, 443, '93.184.216.35');
    expect(all.found).toMatchObject([
      {
        kind: 'tls-self-signed',
        actor: ipv4Party(0x0a000005),
        target: ipv4Party(0x5db8d822),
        port: 443,
        details: ['certificate of localhost', 'asked for login.example'],
      },
      { kind: 'tls-expired', details: ['certificate of example.com', 'asked for login.example'] },
    ]);
  });

  it('may fill their list over several records', () => {
    const all = talks();
    const list = join(fromHex('00 02 00 00 01 fd'), certificate(own));
    const message = handshake(11, list);
    const flight = join(
      record(22, handshake(2, serverHello())),
      record(22, message.subarray(0, 50)),
      record(22, message.subarray(50, 130)),
      record(22, message.subarray(130)),
    );
    shake(all, flight, 77);
    expect(all.kinds()).toEqual(['tls-self-signed']);
  });

  it('are no news where they are in order, known, or hidden', () => {
    const all = talks();
    shake(all, serverFlight(certificate()));
    expect(all.found).toEqual([]);
    for (let count = 0; count < 5; count += 1) shake(all, serverFlight(certificate(own)));
    expect(all.kinds()).toEqual(['tls-self-signed']);
    const version13 = serverHello(0x0303, fromHex('00 2b 00 02 03 04'));
    shake(
      all,
      join(record(22, handshake(2, version13)), record(23, new Uint8Array(900))),
      500,
      443,
      '93.184.216.40',
    );
    expect(all.found).toHaveLength(1);
  });

  it('that begin only later are as wrong', () => {
    const all = talks();
    shake(all, serverFlight(certificate({ notBefore: '400101000000Z' })));
    expect(all.found).toMatchObject([
      { kind: 'tls-expired', measures: [{ of: 'until the certificate begins' }] },
    ]);
  });

  it('stay unread when segments are missing, cut or endless, and others are read nevertheless', () => {
    const all = talks();
    const flight = serverFlight(certificate({ ...own, keyBytes: 3000 }));
    const talk = all.tcp(client, server, 443).say(clientHello());
    talk.answer(flight.subarray(0, 60), 50);
    for (let count = 0; count < 500; count += 1) {
      const endless = all.tcp(client, `93.184.${count >> 8}.${count & 255}`, 443).say(clientHello());
      endless.answer(join(record(22, handshake(2, serverHello())), fromHex('16 03 03 40 00 0b 00 ff f0 00')));
      for (let more = 0; more < 10; more += 1) endless.answer(new Uint8Array(1400));
    }
    expect(all.found).toEqual([]);
    all.now += 60;
    shake(all, flight, 1000);
    expect(all.kinds()).toEqual(['tls-self-signed']);
  });

  it('are learned, and what was learned is checked', () => {
    const all = talks();
    shake(all, serverFlight(certificate(own)));
    const other = talks();
    for (const [index, detector] of other.detectors.entries()) {
      const section = all.detectors[index]?.save();
      expect(section && detector.load(section)).toBeUndefined();
      expect(detector.load({ facts: {}, arrays: {} })).toEqual(expect.any(String));
    }
    shake(other, serverFlight(certificate(own)));
    expect(other.found).toEqual([]);
  });

  it('may be anything', () => {
    const random = new Random(4);
    const all = talks();
    const seed = serverFlight(certificate(own));
    for (let round = 0; round < 1500; round += 1) {
      all.now += 0.1;
      const pieces = 20 + random.below(900);
      expect(() => shake(all, mutate(seed.slice(), random), pieces, 400 + random.below(600))).not.toThrow();
    }
  });
});

describe('TLS', () => {
  it('on an odd port is told of once, and not at home', () => {
    const all = talks();
    const flight = serverFlight(certificate());
    for (let count = 0; count < 3; count += 1) shake(all, flight, 10_000, 4444);
    shake(all, flight, 10_000, 8443, '93.184.216.50');
    expect(all.found).toMatchObject([{ kind: 'tls-odd-port', port: 4444, details: ['login.example'] }]);
  });

  it('on an odd port becomes usual with many servers', () => {
    const all = talks();
    for (let host = 1; host < 60; host += 1) {
      shake(all, serverFlight(certificate()), 10_000, 5938, `93.184.217.${host}`);
    }
    expect(all.found.length).toBeLessThan(30);
    const before = all.found.length;
    shake(all, serverFlight(certificate()), 10_000, 5938, '93.184.218.1');
    expect(all.found).toHaveLength(before);
  });

  it.each([
    [0x0300, 'SSL 3.0'],
    [0x0301, 'TLS 1.0'],
    [0x0302, 'TLS 1.1'],
  ])('of version %i is old when the server chose it', (version, name) => {
    const all = talks();
    shake(all, serverFlight(certificate(), version));
    expect(all.found).toMatchObject([{ kind: 'tls-old-version', details: [name, 'login.example'] }]);
    all.found.length = 0;
    shake(all, record(22, handshake(2, serverHello(0x0303)), version), 10_000, 443, '93.184.216.60');
    expect(all.found).toEqual([]);
  });
});
