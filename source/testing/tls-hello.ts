import { fromHex, join } from './frames.ts';

/** Client Hellos for tests, built from lists. */

export function number16(value: number): Uint8Array {
  return Uint8Array.of(value >> 8, value & 255);
}

function counted16(content: Uint8Array): Uint8Array {
  return join(number16(content.length), content);
}

export function extension(type: number, content: Uint8Array): Uint8Array {
  return join(number16(type), counted16(content));
}

export function serverNameExtension(name: string): Uint8Array {
  const host = Uint8Array.from(Buffer.from(name, 'latin1'));
  return extension(0, counted16(join(Uint8Array.of(0), counted16(host))));
}

export function alpnExtension(...protocols: readonly string[]): Uint8Array {
  const list = protocols.map(text => join(Uint8Array.of(text.length), Uint8Array.from(Buffer.from(text))));
  return extension(16, counted16(join(...list)));
}

export function numbers(values: readonly number[]): Uint8Array {
  return join(...values.map(number16));
}

export type HelloOptions = {
  readonly version?: number;
  readonly ciphers?: readonly number[];
  readonly extensions?: readonly Uint8Array[];
  /** DTLS has a cookie, empty here. */
  readonly hasCookie?: boolean;
};

/** The body of a Client Hello: what follows the handshake header. */
export function helloBody(options: HelloOptions = {}): Uint8Array {
  const { version = 0x0303, ciphers = [0x1301, 0xc02f], extensions = [] } = options;
  return join(
    number16(version),
    new Uint8Array(32).fill(0x55),
    Uint8Array.of(0),
    options.hasCookie === true ? Uint8Array.of(0) : new Uint8Array(0),
    counted16(numbers(ciphers)),
    fromHex('01 00'),
    counted16(join(...extensions)),
  );
}

/** A handshake message of TLS. */
export function handshake(type: number, body: Uint8Array): Uint8Array {
  return join(Uint8Array.of(type, 0), number16(body.length), body);
}

export function record(type: number, content: Uint8Array, version = 0x0303): Uint8Array {
  return join(Uint8Array.of(type), number16(version), number16(content.length), content);
}
