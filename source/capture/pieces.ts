import { type ByteInput, endOfInput } from './byte-input.ts';
import type { RecordBuffer } from './record-buffer.ts';

/**
 * How much is handed to a decompressor at a time. Small, because what a piece gave before it turned out
 * to be broken is lost with it.
 */
const pieceLength = 16 * 1024;

/** Carries what an input says about its early end through code that expects exceptions. */
export class InputFailure extends Error {}

/** Everything in the window, then everything the input still gives, in chunks of their own. */
export async function* remainingBytes(
  window: RecordBuffer,
  input: ByteInput,
): AsyncGenerator<Uint8Array, void, void> {
  try {
    while (window.available > 0) {
      const end = Math.min(window.end, window.start + pieceLength);
      yield window.memory.slice(window.start, end);
      window.start = end;
    }
    for (;;) {
      const chunk = new Uint8Array(pieceLength);
      const count = input.read(chunk, 0);
      if (count === endOfInput) break;
      if (count > 0) yield chunk.subarray(0, count);
      else await input.ready();
    }
    if (input.failure !== undefined) throw new InputFailure(input.failure);
  } finally {
    input.close();
  }
}

/** Bytes that come in pieces, of which some can be looked at, taken, or put back. */
export class Pieces {
  readonly #source: AsyncGenerator<Uint8Array, void, void>;
  #held: Uint8Array = new Uint8Array(0);

  constructor(source: AsyncGenerator<Uint8Array, void, void>) {
    this.#source = source;
  }

  /** The next bytes, as they come; undefined at the end. */
  async next(): Promise<Uint8Array | undefined> {
    if (this.#held.length > 0) {
      const piece = this.#held;
      this.#held = new Uint8Array(0);
      return piece;
    }
    const { value } = await this.#source.next();
    return value ?? undefined;
  }

  putBack(piece: Uint8Array): void {
    this.#held = piece;
  }

  /** The next `count` bytes without taking them; fewer at the end. */
  async peek(count: number): Promise<Uint8Array> {
    while (this.#held.length < count) {
      const { value } = await this.#source.next();
      if (!value) break;
      const both = new Uint8Array(this.#held.length + value.length);
      both.set(this.#held);
      both.set(value, this.#held.length);
      this.#held = both;
    }
    return this.#held.subarray(0, count);
  }

  /** The next `count` bytes; fewer at the end. */
  async take(count: number): Promise<Uint8Array> {
    const taken = await this.peek(count);
    this.#held = this.#held.subarray(taken.length);
    return taken;
  }

  async stop(): Promise<void> {
    await this.#source.return();
  }
}
