import { closeSync, readSync } from 'node:fs';

/** `ByteInput.read`: nothing more will ever come. */
export const endOfInput = -1;

/** Where the bytes of a capture come from, pulled at the reader's pace. */
export type ByteInput = {
  /** Puts bytes into `memory` from `offset` to at most its end; how many, 0 for none yet, `endOfInput` for no more. */
  read(memory: Uint8Array, offset: number): number;
  /** Resolves when `read` may have something to say again. */
  ready(): Promise<void>;
  /** Why the bytes ended early, once they did; a clause without a full stop. */
  readonly failure: string | undefined;
  /** Idempotent. */
  close(): void;
};

/** A regular file: its bytes are always there, so they are read in place, without a detour through streams. */
export class FileInput implements ByteInput {
  failure: string | undefined;
  #descriptor: number;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  read(memory: Uint8Array, offset: number): number {
    if (this.#descriptor < 0) return endOfInput;
    try {
      const count = readSync(this.#descriptor, memory, offset, memory.length - offset, null);
      return count > 0 ? count : endOfInput;
    } catch (error) {
      this.failure = `it cannot be read further (${reasonOf(error)})`;
      return endOfInput;
    }
  }

  ready(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {
    if (this.#descriptor < 0) return;
    const descriptor = this.#descriptor;
    this.#descriptor = -1;
    try {
      closeSync(descriptor);
    } catch {
      // Nothing was written, so nothing can be lost by a failing close.
    }
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'no such file',
  ENOTDIR: 'a part of the path is not a directory',
  EISDIR: 'it is a directory',
  ELOOP: 'it is a symbolic link',
  EIO: 'the disk or the network reports an error',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file may not grow larger',
  EROFS: 'the file system is read-only',
  EPIPE: 'nobody is reading any more',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'the name is too long',
  ENXIO: 'nothing is at the other end',
};

/** A failed call of the operating system in plain words. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return reasons[code] ?? (code === '' ? 'unknown error' : code);
}
