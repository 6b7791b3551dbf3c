import { constants } from 'node:fs';
import { lstat, open, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { safeString } from '../../decode/text.ts';
import type { Learned } from '../learned.ts';
import { baselineLimits, type PackEffort, packBaseline } from './baseline.ts';
import type { BaselineInfo } from './info.ts';

const ownerOnly = 0o600;

/** Its message is a whole sentence for the user. */
export class BaselineError extends Error {
  override readonly name = 'BaselineError';
}

let filesWritten = 0;

/** Appears under its name when it is complete; until then, and where anything fails, what was there stays. */
export async function writeBaseline(
  path: string,
  parts: readonly Learned[],
  info: BaselineInfo,
  effort: PackEffort = 'quick',
): Promise<void> {
  await writeWhole(path, await packBaseline(parts, info, effort));
}

/** Written beside and renamed, mode 0600; a symbolic link is refused rather than followed or replaced. */
export async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const shown = safeString(path);
  filesWritten += 1;
  const partial = join(dirname(path), `.${basename(path)}.partial-${process.pid}-${filesWritten}`);
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  let isMade = false;
  try {
    const found = await lstat(path).catch(() => undefined);
    if (found !== undefined && !found.isFile())
      throw new BaselineError(
        `cannot write ${shown}: it is ${found.isSymbolicLink() ? 'a symbolic link' : 'not a file'}`,
      );
    const handle = await open(partial, flags, ownerOnly);
    isMade = true;
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(partial, path);
  } catch (error) {
    if (isMade) await unlink(partial).catch(() => undefined);
    if (error instanceof BaselineError) throw error;
    throw new BaselineError(`cannot write ${shown}: ${reasonOf(error)}; what was there is kept`);
  }
}

export type ReadFile =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly isMissing: boolean; readonly problem: string };

/** Plain files of a sensible size only; never waits for a pipe. */
export async function readBaselineFile(path: string): Promise<ReadFile> {
  try {
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stats = await handle.stat();
      if (!stats.isFile()) return { ok: false, isMissing: false, problem: 'it is not a file' };
      if (stats.size > baselineLimits.fileBytes)
        return { ok: false, isMissing: false, problem: 'it is too large for a baseline' };
      const bytes = new Uint8Array(stats.size);
      let at = 0;
      while (at < bytes.length) {
        const { bytesRead } = await handle.read(bytes, at, bytes.length - at, at);
        if (bytesRead === 0) break;
        at += bytesRead;
      }
      return { ok: true, bytes: bytes.subarray(0, at) };
    } finally {
      await handle.close();
    }
  } catch (error) {
    return { ok: false, isMissing: codeOf(error) === 'ENOENT', problem: reasonOf(error) };
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'part of the path is not a folder',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  EIO: 'the disk reported an error',
  EISDIR: 'it is a folder',
  ELOOP: 'it is a symbolic link',
  ENAMETOOLONG: 'the name is too long',
};

function reasonOf(error: unknown): string {
  return reasons[codeOf(error)] ?? (error instanceof Error ? safeString(error.message) : 'nobody knows why');
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
