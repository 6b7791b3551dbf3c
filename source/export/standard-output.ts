import { writeSync } from 'node:fs';
import { OutputError, type OutputFile } from './output-file.ts';

const descriptor = 1;
/** How long to wait for a full pipe before trying again. */
const pauseMilliseconds = 2;
const sleeper = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

/** Bytes to standard output, in order and all of them, also into a pipe whose reader is slow. */
export class StandardOutput implements OutputFile {
  readonly path = 'standard output';
  readonly partialPath = 'standard output';
  #written = 0;

  get written(): number {
    return this.#written;
  }

  write(bytes: Uint8Array, start: number, end: number): void {
    let at = start;
    while (at < end) {
      try {
        const count = writeSync(descriptor, bytes, at, end - at);
        at += count;
        this.#written += count;
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? error.code : undefined;
        // The other end of a shared pipe made it non-blocking: wait until there is room.
        if (code === 'EAGAIN') Atomics.wait(sleeper, 0, 0, pauseMilliseconds);
        else if (code === 'EPIPE') throw new OutputError('whoever read standard output has stopped');
        else if (code === 'ENOSPC')
          throw new OutputError('cannot go on writing standard output: the disk is full');
        else
          throw new OutputError(`cannot go on writing standard output: ${String(code ?? 'unknown reason')}`);
      }
    }
  }

  /** What is out is out. */
  shorten(): void {}

  finish(): Promise<void> {
    return Promise.resolve();
  }

  discard(): void {}
}
