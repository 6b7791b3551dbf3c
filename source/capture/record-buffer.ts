import { type ByteInput, endOfInput } from './byte-input.ts';

/** No record of a sane capture is near this long; a length field that says more is damage. */
export const maximumRecordLength = 64 * 1024 * 1024;

/** How many bytes a window holds before a record needs more. */
const initialCapacity = 512 * 1024;

/** Below this much room behind the data, what is left is moved to the front before reading on. */
const minimumRoom = 64 * 1024;

/**
 * A window over the bytes of a capture: filled at the end, consumed from the start.
 *
 * It grows only when it is full of bytes that are really there, so a lying length field costs nothing.
 * Batches point into `memory`; it is never moved or refilled while a reader is at work, only in `fill`.
 */
export class RecordBuffer {
  memory: Uint8Array;
  view: DataView;
  /** First byte not yet consumed. */
  start = 0;
  /** Behind the last byte present. */
  end = 0;
  /** Position in the capture of `memory[0]`. */
  base = 0;
  /** The memory is the caller's and holds everything: nothing may be moved in it, nothing can follow. */
  #complete = false;

  constructor(memory: Uint8Array = new Uint8Array(initialCapacity)) {
    this.memory = memory;
    this.view = new DataView(memory.buffer, memory.byteOffset, memory.byteLength);
  }

  /** A window that holds the whole capture already and copies nothing. */
  static over(bytes: Uint8Array): RecordBuffer {
    // A Node Buffer is re-wrapped: one kind of array keeps every reader of `memory` monomorphic.
    const buffer = new RecordBuffer(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    buffer.end = bytes.byteLength;
    buffer.#complete = true;
    return buffer;
  }

  /** Where in the capture the next byte to be consumed is. */
  get position(): number {
    return this.base + this.start;
  }

  get available(): number {
    return this.end - this.start;
  }

  /** Reads once from `input`; answers as `ByteInput.read` does. */
  fill(input: ByteInput): number {
    if (this.#complete) return endOfInput;
    if (this.start > 0 && (this.start === this.end || this.memory.length - this.end < minimumRoom)) {
      this.memory.copyWithin(0, this.start, this.end);
      this.base += this.start;
      this.end -= this.start;
      this.start = 0;
    }
    if (this.end === this.memory.length) this.#grow();
    const count = input.read(this.memory, this.end);
    if (count > 0) this.end += count;
    return count;
  }

  #grow(): void {
    // Readers refuse records above the maximum, so twice that is never asked for.
    const grown = new Uint8Array(Math.min(this.memory.length * 2, maximumRecordLength + initialCapacity));
    grown.set(this.memory.subarray(this.start, this.end));
    this.memory = grown;
    this.view = new DataView(grown.buffer);
  }
}
