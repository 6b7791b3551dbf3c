/** Where a file of this user's may lie so that nobody else can read it, change it or point it elsewhere. */
import { chmodSync, closeSync, constants, lstatSync, mkdirSync, openSync, type Stats } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Undefined where there is no home. */
export function userCacheFolder(
  environment: Environment,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  const named = environment['XDG_CACHE_HOME'] ?? '';
  if (isAbsolute(named)) return join(named, 'oddwire');
  const home = environment['HOME'] ?? safeHome();
  if (!isAbsolute(home)) return undefined;
  return platform === 'darwin' ? join(home, 'Library', 'Caches', 'oddwire') : join(home, '.cache', 'oddwire');
}

function safeHome(): string {
  try {
    return homedir();
  } catch {
    return '';
  }
}

/** Makes the folder (0700) when it is not there; says why it cannot be trusted. */
export function preparePrivateFolder(path: string): string | undefined {
  const trouble = makeFolders(path);
  if (trouble !== undefined) return `${path} cannot be made (${trouble})`;
  const stats = statOf(path);
  if (stats === undefined) return `${path} cannot be made`;
  if (stats.isSymbolicLink()) return `${path} is a symbolic link`;
  if (!stats.isDirectory()) return `${path} is no folder`;
  if (!isOurs(stats)) return `${path} belongs to somebody else`;
  if ((stats.mode & 0o077) !== 0) return narrow(path, 0o700);
  return undefined;
}

/** Step by step: `recursive` never comes back from a file system that takes no folders, such as /proc. */
function makeFolders(path: string): string | undefined {
  if (statOf(path) !== undefined) return undefined;
  const parent = dirname(path);
  const trouble = parent === path ? 'ENOENT' : makeFolders(parent);
  if (trouble !== undefined) return trouble;
  try {
    mkdirSync(path, { mode: 0o700 });
    return undefined;
  } catch (error) {
    // Another Oddwire may have been quicker.
    return codeOf(error) === 'EEXIST' ? undefined : codeOf(error);
  }
}

/** Makes the file (empty, 0600) when it is not there; says why it cannot be trusted. */
export function preparePrivateFile(path: string): string | undefined {
  const before = statOf(path);
  if (before === undefined) {
    try {
      const { O_CREAT, O_EXCL, O_NOFOLLOW, O_RDWR } = constants;
      closeSync(openSync(path, O_CREAT | O_EXCL | O_NOFOLLOW | O_RDWR, 0o600));
    } catch (error) {
      // Another Oddwire may have been quicker.
      if (codeOf(error) !== 'EEXIST') return `${path} cannot be made (${codeOf(error)})`;
    }
  }
  const stats = statOf(path);
  if (stats === undefined) return `${path} cannot be made`;
  if (stats.isSymbolicLink()) return `${path} is a symbolic link`;
  if (!stats.isFile()) return `${path} is no file`;
  if (stats.nlink > 1) return `${path} has a second name elsewhere`;
  if (!isOurs(stats)) return `${path} belongs to somebody else`;
  if ((stats.mode & 0o077) !== 0) return narrow(path, 0o600);
  return undefined;
}

function narrow(path: string, mode: number): string | undefined {
  try {
    chmodSync(path, mode);
    return undefined;
  } catch (error) {
    return `${path} is open to others and stays so (${codeOf(error)})`;
  }
}

function isOurs(stats: Stats): boolean {
  return process.getuid === undefined || stats.uid === process.getuid();
}

function statOf(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined;
  }
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' ? code : 'error';
}
