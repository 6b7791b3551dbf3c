import type { Bytes } from '../../decode/bytes.ts';
import { u8, u16, u24 } from '../../decode/bytes.ts';
import { type CertificateFacts, readCertificate } from './certificate.ts';

const recordHeaderBytes = 5;
const handshakeHeaderBytes = 4;
const handshakeRecord = 22;
const serverHelloDone = 14;
const certificateMessage = 11;
/** Messages before the certificate, of an honest server one. */
const mostMessages = 8;
const mostRecords = 32;

/** How reading went: more is needed, there is nothing to be found any more, or the facts. */
export type Assembled = CertificateFacts | 'more' | 'nothing';

/**
 * Puts together the beginning of what a server says in TLS until its certificate can be read: segments in order, records, then
 * messages. One scratch area serves all.
 */
export class CertificateAssembly {
  /** Messages without the headers of their records. */
  readonly #messages: Uint8Array;

  constructor(mostBytes: number) {
    this.#messages = new Uint8Array(mostBytes);
  }

  /** Reads [at, end), the stream from the server's first record on. */
  read(bytes: Bytes, at: number, end: number): Assembled {
    const messages = this.#messages;
    let length = 0;
    let next = at;
    for (let count = 0; count < mostRecords && next + recordHeaderBytes <= end; count += 1) {
      if (u8(bytes, next) !== handshakeRecord || u8(bytes, next + 1) !== 3) {
        // What follows is encrypted.
        return this.#find(length, true);
      }
      const content = next + recordHeaderBytes;
      const recordEnd = content + u16(bytes, next + 3);
      const stop = Math.min(recordEnd, end, content + messages.length - length);
      for (let from = content; from < stop; from += 1) {
        messages[length] = bytes[from] as number;
        length += 1;
      }
      next = recordEnd;
    }
    return this.#find(length, length >= messages.length);
  }

  #find(length: number, isLast: boolean): Assembled {
    const messages = this.#messages;
    let at = 0;
    for (let count = 0; count < mostMessages && at + handshakeHeaderBytes <= length; count += 1) {
      const type = u8(messages, at);
      const body = at + handshakeHeaderBytes;
      const messageEnd = body + u24(messages, at + 1);
      if (type === certificateMessage) return this.#certificate(body, messageEnd, length, isLast);
      if (type === serverHelloDone) return 'nothing';
      at = messageEnd;
    }
    return isLast || at < length ? 'nothing' : 'more';
  }

  /** Length of the list (3), length of the first (3), the first. */
  #certificate(body: number, messageEnd: number, length: number, isLast: boolean): Assembled {
    const first = body + 6;
    if (first > messageEnd) return 'nothing';
    if (first <= length) {
      const end = Math.min(length, messageEnd, first + u24(this.#messages, body + 3));
      const facts = readCertificate(this.#messages, first, end);
      if (facts) return facts;
      if (end < length || end === messageEnd) return 'nothing';
    }
    return isLast ? 'nothing' : 'more';
  }
}
