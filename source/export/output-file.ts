import { spawn } from 'node:child_process';
import {
  closeSync,
  constants,
  fsyncSync,
  ftruncateSync,
  linkSync,
  lstatSync,
  openSync,
  renameSync,
  type Stats,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { safeString } from '../decode/text.ts';

/**
 * A file that appears under its name only when it is complete. Until then it grows as a hidden sibling
 * (`.NAME.partial-PID`), which stays, readable as far as it got, when the program dies. Mode 0600, never
 * through a symbolic link, never over an existing file unless told so.
 */
export type OutputFile = {
  readonly path: string;
  readonly partialPath: string;
  /** How many bytes are in the file so far, also after a failed write. */
  readonly written: number;
  /** Takes back what is behind the first `length` bytes, as after a record of which only a part was written. */
  shorten(length: number): void;
  /** Throws an `OutputError` that says what happened and what was kept. */
  write(bytes: Uint8Array, start: number, end: number): void;
  /** Gives the file its name. Throws an `OutputError` when that fails; the partial file is kept then. */
  finish(): Promise<void>;
  /** Removes what was written. */
  discard(): void;
};

/** Its message is a whole sentence for the user. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
  /** There is a file of that name, and nobody said that it may be replaced. */
  readonly exists: boolean;

  constructor(message: string, exists = false) {
    super(message);
    this.exists = exists;
  }
}

export type OutputOptions = {
  /** Replace an existing file. Default false. */
  readonly overwrite?: boolean;
  /**
   * The process is root and will give that up before the file is finished: leaves a helper behind that
   * still may rename it. The helper is a shell that can do this one thing and ends with us.
   */
  readonly finishAsRoot?: boolean;
};

const ownerOnly = 0o600;

export function openOutputFile(path: string, options: OutputOptions = {}): OutputFile {
  const overwrite = options.overwrite ?? false;
  const shown = safeString(path);
  refuseExisting(path, shown, overwrite);
  const partialPath = join(dirname(path), `.${basename(path)}.partial-${process.pid}`);
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  let descriptor: number;
  try {
    descriptor = openSync(partialPath, flags, ownerOnly);
  } catch (error) {
    throw new OutputError(`cannot create ${shown}: ${reason(error)}`);
  }
  const name = options.finishAsRoot === true ? nameByHelper(partialPath, path, overwrite) : undefined;
  return new PlainOutputFile(path, partialPath, descriptor, overwrite, name);
}

function refuseExisting(path: string, shown: string, overwrite: boolean): void {
  let found: Stats | undefined;
  let reached: Stats | undefined;
  try {
    found = lstatSync(path, { throwIfNoEntry: false });
    if (found !== undefined) reached = statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw new OutputError(`cannot create ${shown}: ${reason(error)}`);
  }
  if (found === undefined) return;
  if (found.isDirectory())
    throw new OutputError(`cannot write ${shown}: it is a directory; name a file in it`);
  // Giving our file the name of a device, or of /dev/stdout, would take that away from everybody.
  const isPlain = reached === undefined || reached.isFile() || reached.isDirectory();
  if (!isPlain || resolve(dirname(path)) === '/dev') {
    throw new OutputError(
      `cannot write ${shown}: it is a device or pipe, not a file; write to standard output (-o -) and redirect that there`,
    );
  }
  if (!overwrite) {
    throw new OutputError(
      `${shown} exists and was left alone — choose another name, or add --overwrite`,
      true,
    );
  }
}

class PlainOutputFile implements OutputFile {
  readonly path: string;
  readonly partialPath: string;
  readonly #descriptor: number;
  readonly #overwrite: boolean;
  readonly #nameByHelper: (() => Promise<void>) | undefined;
  #open = true;
  #written = 0;

  constructor(
    path: string,
    partialPath: string,
    descriptor: number,
    overwrite: boolean,
    nameByHelper: (() => Promise<void>) | undefined,
  ) {
    this.path = path;
    this.partialPath = partialPath;
    this.#descriptor = descriptor;
    this.#overwrite = overwrite;
    this.#nameByHelper = nameByHelper;
  }

  get written(): number {
    return this.#written;
  }

  shorten(length: number): void {
    try {
      ftruncateSync(this.#descriptor, length);
      this.#written = length;
    } catch {
      // Then a reader meets half a record at the end, and says so.
    }
  }

  write(bytes: Uint8Array, start: number, end: number): void {
    let at = start;
    try {
      while (at < end) {
        const count = writeSync(this.#descriptor, bytes, at, end - at);
        at += count;
        this.#written += count;
      }
    } catch (error) {
      throw new OutputError(
        `cannot go on writing ${safeString(this.path)}: ${reason(error)}; the first ${this.#written} bytes are kept in ${safeString(this.partialPath)}`,
      );
    }
  }

  async finish(): Promise<void> {
    if (!this.#open) return;
    try {
      fsyncSync(this.#descriptor);
      this.#close();
      if (this.#nameByHelper) await this.#nameByHelper();
      else nameFile(this.partialPath, this.path, this.#overwrite);
    } catch (error) {
      this.#close();
      throw new OutputError(
        `cannot finish ${safeString(this.path)}: ${reason(error)}; everything is kept in ${safeString(this.partialPath)}`,
      );
    }
  }

  discard(): void {
    this.#close();
    try {
      unlinkSync(this.partialPath);
    } catch {
      // It is gone, or no longer ours to remove.
    }
  }

  #close(): void {
    if (this.#open) closeSync(this.#descriptor);
    this.#open = false;
  }
}

function nameFile(partialPath: string, path: string, overwrite: boolean): void {
  if (overwrite) {
    renameSync(partialPath, path);
    return;
  }
  try {
    // Unlike a rename, a link refuses to replace a file that appeared meanwhile.
    linkSync(partialPath, path);
  } catch (error) {
    // Some file systems know no hard links.
    if (codeOf(error) === 'EEXIST' || lstatSync(path, { throwIfNoEntry: false }) !== undefined) throw error;
    renameSync(partialPath, path);
    return;
  }
  unlinkSync(partialPath);
}

/** Without it, a folder (or a link to one) that takes the name meanwhile would receive the file inside. */
const nameIsNoFolder = process.platform === 'linux' ? '-T' : '';

/** Ctrl-C reaches the helper too, and must not end it before us. Everything it can do is in this text. */
const helperScript = `trap "" INT TERM HUP
read -r word || exit 1
[ "$word" = finish ] && [ ! -d "$2" ] || exit 1
if [ "$3" = overwrite ]; then mv -f ${nameIsNoFolder} -- "$1" "$2"; else ln ${nameIsNoFolder} -- "$1" "$2" && rm -f -- "$1"; fi`;

function nameByHelper(partialPath: string, path: string, overwrite: boolean): () => Promise<void> {
  const mode = overwrite ? 'overwrite' : 'keep';
  const helper = spawn('/bin/sh', ['-c', helperScript, 'sh', partialPath, path, mode], {
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
    cwd: process.cwd(),
  });
  const ended = new Promise<number | null>(resolve => {
    helper.once('error', () => resolve(null));
    helper.once('exit', code => resolve(code));
  });
  helper.stdin.on('error', () => undefined);
  helper.unref();
  (helper.stdin as unknown as { unref(): void }).unref();
  return async () => {
    helper.ref();
    helper.stdin.end('finish\n');
    if ((await ended) !== 0) throw new Error('it could not be given its name');
  };
}

/** True when user `uid` of group `gid`, and not only root, may create files beside `path`. */
export function mayCreateBeside(path: string, uid: number, gid: number): boolean {
  const search = 1;
  const writeAndSearch = 3;
  let folder = resolve(dirname(path));
  let wanted = writeAndSearch;
  try {
    for (;;) {
      const { uid: owner, gid: group, mode } = statSync(folder);
      const shift = owner === uid ? 6 : group === gid ? 3 : 0;
      if (((mode >> shift) & wanted) !== wanted) return false;
      const parent = dirname(folder);
      if (parent === folder) return true;
      folder = parent;
      wanted = search;
    }
  } catch {
    return false;
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'permission denied — choose a folder you may write to',
  EPERM: 'not permitted',
  ENOENT: 'there is no such folder',
  ENOTDIR: 'part of the path is not a folder',
  EROFS: 'the file system is read-only',
  EEXIST: 'a file of that name exists',
  EFBIG: 'the file would be too large',
  EIO: 'the disk reported an error',
  ENAMETOOLONG: 'the name is too long',
};

/** Whom root turns into once a capture is open, where nobody called sudo. */
const nobody = 65_534;

function reason(error: unknown): string {
  const code = codeOf(error);
  if (code === 'EACCES' && process.getuid?.() === nobody)
    return 'permission denied — root was given up for "nobody": choose a folder all may write to, like /tmp';
  return (
    (code === undefined ? undefined : reasons[code]) ??
    (error instanceof Error ? safeString(error.message) : 'unknown reason')
  );
}
