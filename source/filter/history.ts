import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  realpathSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { maxFilterCharacters } from './tokens.ts';

const maxLines = 200;
/** A longer file is not ours. */
const maxFileBytes = 1024 * 1024;
const ownerOnlyFile = 0o600;
const ownerOnlyFolder = 0o700;
// biome-ignore lint/suspicious/noControlCharactersInRegex: such a line was never typed
const control = /[\x00-\x1f\x7f-\x9f]/;

/**
 * The filters somebody used, oldest first, remembered from run to run in a file of their own. Whatever is
 * wrong with the file, filtering works: reading and writing fail silently.
 */
export class FilterHistory {
  readonly #folder: string | undefined;
  #entries: readonly string[];

  /** `folder` holds the file `filter-history`; undefined remembers for this run only. */
  constructor(folder: string | undefined = stateFolder()) {
    this.#folder = folder;
    this.#entries = folder === undefined ? [] : readLines(join(folder, 'filter-history'));
  }

  /** Oldest first. */
  get entries(): readonly string[] {
    return this.#entries;
  }

  /** Makes `text` the newest entry and saves. A filter used before moves up instead of standing there twice. */
  add(text: string): void {
    const line = text.trim();
    if (!isEntry(line)) return;
    // Another Oddwire may have written since.
    const saved = this.#folder === undefined ? [] : readLines(join(this.#folder, 'filter-history'));
    this.#entries = bounded([...saved, ...this.#entries.filter(one => !saved.includes(one)), line]);
    if (this.#folder !== undefined) writeLines(this.#folder, this.#entries);
  }
}

/** Where programs keep what they remember: $XDG_STATE_HOME/oddwire or ~/.local/state/oddwire. */
export function stateFolder(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = environment['XDG_STATE_HOME'];
  if (named !== undefined && isAbsolute(named)) return join(named, 'oddwire');
  const home = environment['HOME'] ?? homedir();
  return isAbsolute(home) ? join(home, '.local', 'state', 'oddwire') : undefined;
}

function isEntry(line: string): boolean {
  return line !== '' && line.length <= maxFilterCharacters && !control.test(line);
}

/** Each once, at its last place; the newest of them. */
function bounded(lines: readonly string[]): readonly string[] {
  const newestFirst = new Set(lines.toReversed());
  return [...newestFirst].slice(0, maxLines).reverse();
}

function readLines(path: string): readonly string[] {
  let descriptor: number | undefined;
  try {
    // Without waiting for a pipe that somebody put there.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const { size } = fstatSync(descriptor);
    if (!fstatSync(descriptor).isFile() || size > maxFileBytes) return [];
    const bytes = Buffer.alloc(size);
    const length = readSync(descriptor, bytes, 0, size, 0);
    return bounded(bytes.toString('utf8', 0, length).split('\n').filter(isEntry));
  } catch {
    return [];
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Written beside and renamed: the file is always whole, and a link in its place is replaced, not followed. */
function writeLines(folder: string, lines: readonly string[]): void {
  const partial = join(folder, `.filter-history.partial-${process.pid}`);
  try {
    makeFolders(folder);
    if (!isSafeFolder(folder)) return;
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
    const descriptor = openSync(partial, flags, ownerOnlyFile);
    try {
      writeSync(descriptor, `${lines.join('\n')}\n`);
    } finally {
      closeSync(descriptor);
    }
    renameSync(partial, join(folder, 'filter-history'));
  } catch {
    try {
      unlinkSync(partial);
    } catch {
      // It was never made.
    }
  }
}

/** One after the other: Node's own way never ends where a parent refuses children, as in /proc. */
function makeFolders(folder: string): void {
  if (lstatSync(folder, { throwIfNoEntry: false }) !== undefined) return;
  makeFolders(dirname(folder));
  mkdirSync(folder, { mode: ownerOnlyFolder });
}

/** As root only into a folder of root's own that is reached without symbolic links. */
function isSafeFolder(folder: string): boolean {
  if (process.geteuid?.() !== 0) return true;
  const found = lstatSync(folder);
  const othersMayWrite = (found.mode & 0o022) !== 0;
  return found.isDirectory() && found.uid === 0 && !othersMayWrite && realpathSync(folder) === folder;
}
