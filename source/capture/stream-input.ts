import type { Readable } from 'node:stream';
import { type ByteInput, endOfInput, reasonOf } from './byte-input.ts';

/**
 * Bytes that arrive when they like: standard input, a named pipe, a decompressor.
 *
 * The stream stays paused and is pulled with `read()`, so at most its high-water mark is ever waiting
 * and a fast sender is held back by the operating system.
 */
export class StreamInput implements ByteInput {
  failure: string | undefined;
  readonly #stream: Readable;
  readonly #explain: (error: unknown) => string;
  #chunk: Uint8Array | undefined;
  #chunkOffset = 0;
  #finished = false;
  #wake: (() => void) | undefined;
  #waiting: Promise<void> | undefined;

  /** `explain` puts an error of the stream into words, as a clause. */
  constructor(stream: Readable, explain: (error: unknown) => string = explainReadError) {
    this.#stream = stream;
    this.#explain = explain;
    stream.on('readable', () => this.#signal());
    stream.once('end', () => this.#finish());
    stream.once('close', () => this.#finish());
    stream.on('error', error => {
      this.failure ??= this.#explain(error);
      this.#finish();
    });
  }

  read(memory: Uint8Array, offset: number): number {
    if (this.#chunk === undefined) {
      // Also after an error: what was decoded before it is still in the stream's buffer.
      const chunk: unknown = this.#stream.read();
      if (!(chunk instanceof Uint8Array)) return this.#finished ? endOfInput : 0;
      this.#chunk = chunk;
      this.#chunkOffset = 0;
    }
    const count = Math.min(this.#chunk.length - this.#chunkOffset, memory.length - offset);
    memory.set(this.#chunk.subarray(this.#chunkOffset, this.#chunkOffset + count), offset);
    this.#chunkOffset += count;
    if (this.#chunkOffset >= this.#chunk.length) this.#chunk = undefined;
    return count;
  }

  ready(): Promise<void> {
    if (this.#chunk !== undefined || this.#finished || this.#stream.readableLength > 0)
      return Promise.resolve();
    this.#waiting ??= new Promise(resolve => {
      this.#wake = resolve;
    });
    return this.#waiting;
  }

  close(): void {
    this.#chunk = undefined;
    this.#finish();
    this.#stream.destroy();
  }

  #finish(): void {
    this.#finished = true;
    this.#signal();
  }

  #signal(): void {
    this.#waiting = undefined;
    this.#wake?.();
    this.#wake = undefined;
  }
}

function explainReadError(error: unknown): string {
  return `it cannot be read further (${reasonOf(error)})`;
}
