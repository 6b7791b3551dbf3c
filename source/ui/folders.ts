import { accessSync, constants, statSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';

/**
 * Where a file is written whose folder nobody named: where the program was started, or, since whoever gave up
 * root may not write there, a folder for everybody. To be asked after root was given up.
 */
export function folderToWrite(candidates: readonly (() => string)[] = [process.cwd, tmpdir]): string {
  for (const candidate of candidates) {
    try {
      const folder = candidate();
      accessSync(folder, constants.W_OK | constants.X_OK);
      return folder;
    } catch {
      // The next may do.
    }
  }
  return '/tmp';
}

/** What `~` means to whom we have become; undefined for users without a home, such as nobody. */
export function homeFolder(home: string = homedir()): string | undefined {
  try {
    return home !== '/' && statSync(home).isDirectory() ? home : undefined;
  } catch {
    return undefined;
  }
}

/** No shell stands between a prompt and the file to know what ~ means. Undefined where it means nothing. */
export function fromHome(path: string, home: string | undefined): string | undefined {
  if (path !== '~' && !path.startsWith('~/')) return path;
  return home === undefined ? undefined : home + path.slice(1);
}
