import { describe, expect, it } from 'vitest';
import { fromHex, join } from '../testing/frames.ts';
import {
  alpnExtension,
  extension,
  helloBody,
  number16,
  numbers,
  serverNameExtension,
} from '../testing/tls-hello.ts';
import { ja4 } from './ja4.ts';

/** The example of the specification: Chrome, with GREASE among ciphers, extensions and versions. */
const ciphers = [
  0x0a0a, 0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014, 0x009c,
  0x009d, 0x002f, 0x0035,
];
const signatures = [0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601];
const plain = [
  0x001b, 0x0017, 0x0005, 0x0012, 0x0023, 0x000a, 0x000b, 0x002d, 0x0033, 0xff01, 0x4469, 0x0015,
];
const chrome = helloBody({
  ciphers,
  extensions: [
    extension(0x1a1a, new Uint8Array(0)),
    serverNameExtension('example.com'),
    ...plain.map(type => extension(type, new Uint8Array(0))),
    extension(0x000d, join(number16(2 * signatures.length), numbers(signatures))),
    extension(0x002b, fromHex('06 2a2a 0304 0303')),
    alpnExtension('h2', 'http/1.1'),
    extension(0x3a3a, Uint8Array.of(0)),
  ],
});

describe('JA4', () => {
  it('gives the fingerprint of the specification', () => {
    expect(ja4(chrome, 0, chrome.length, 't')).toBe('t13d1516h2_8daaf6152771_e5627efa2ab1');
    expect(ja4(chrome, 0, chrome.length, 'q')).toBe('q13d1516h2_8daaf6152771_e5627efa2ab1');
  });

  it('copes with a hello without extensions', () => {
    const bare = helloBody({ version: 0x0301, ciphers: [0x002f] });
    expect(ja4(bare, 0, bare.length, 't')).toMatch(/^t10i010000_[0-9a-f]{12}_000000000000$/);
  });

  it('writes protocol names that are no letters in hex', () => {
    const odd = helloBody({ extensions: [alpnExtension('\x10x\x0f')] });
    expect(ja4(odd, 0, odd.length, 't').slice(8, 10)).toBe('1f');
  });

  it('is silent about a hello whose parts do not fit', () => {
    const withoutExtensions = 2 + 32 + 1 + 2 + 2 * ciphers.length + 2;
    for (let end = 0; end < chrome.length; end += 1) {
      if (end !== withoutExtensions) expect(ja4(chrome, 0, end, 't'), `${end} bytes`).toBe('');
    }
  });
});
