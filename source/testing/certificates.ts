import { fromHex, fromText, join } from './frames.ts';
import { handshake, number16, record } from './tls-hello.ts';

/** Certificates and the handshakes they come in, made by hand: nothing is signed, everything is in its place. */

/** One element of DER. */
export function der(tag: number, ...content: readonly Uint8Array[]): Uint8Array {
  const all = join(...content);
  const { length } = all;
  const header = length < 0x80 ? [tag, length] : [tag, 0x82, length >> 8, length & 255];
  return join(Uint8Array.from(header), all);
}

function name(text: string): Uint8Array {
  const pair = der(0x30, fromHex('06 03 55 04 03'), der(0x0c, fromText(text)));
  return der(0x30, der(0x31, pair));
}

export type CertificateOptions = {
  readonly issuer?: string;
  readonly subject?: string;
  /** YYMMDDHHMMSSZ or with four digits of the year. */
  readonly notBefore?: string;
  readonly notAfter?: string;
  readonly keyBytes?: number;
};

export function certificate(options: CertificateOptions = {}): Uint8Array {
  const { issuer = 'Some Authority', subject = 'example.com', keyBytes = 300 } = options;
  const { notBefore = '200101000000Z', notAfter = '491231235959Z' } = options;
  const time = (text: string): Uint8Array => der(text.length > 13 ? 0x18 : 0x17, fromText(text));
  const algorithm = der(0x30, fromHex('06 08 2a 86 48 ce 3d 04 03 02'));
  const body = der(
    0x30,
    der(0xa0, fromHex('02 01 02')),
    fromHex('02 02 12 34'),
    algorithm,
    name(issuer),
    der(0x30, time(notBefore), time(notAfter)),
    name(subject),
    der(0x30, algorithm, der(0x03, new Uint8Array(keyBytes))),
  );
  return der(0x30, body, algorithm, der(0x03, new Uint8Array(70)));
}

/** The body of a Server Hello that chose `version`. */
export function serverHello(version = 0x0303, extensions: Uint8Array = new Uint8Array(0)): Uint8Array {
  return join(
    number16(version),
    new Uint8Array(32).fill(7),
    fromHex('00 c0 2f 00'),
    number16(extensions.length),
    extensions,
  );
}

/** Server Hello and Certificate, each in a record of its own. */
export function serverFlight(certificateBytes: Uint8Array, version = 0x0303): Uint8Array {
  const { length } = certificateBytes;
  const size = (count: number): Uint8Array => Uint8Array.of(count >> 16, (count >> 8) & 255, count & 255);
  const list = join(size(length + 3), size(length), certificateBytes);
  return join(
    record(22, handshake(2, serverHello(version)), version),
    record(22, handshake(11, list), version),
  );
}
