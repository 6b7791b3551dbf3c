/**
 * What labs that are gone left behind. Their machines end with them; a lab that was killed can leave folders, and
 * in bad luck programs that had not heard of it yet.
 */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { labFolderPrefix, labMark } from './mark.ts';

export type Cleaned = { readonly processes: number; readonly folders: number };

export function cleanLeftovers(): Cleaned {
  let processes = 0;
  for (const pid of processesOfLabs()) {
    try {
      process.kill(pid, 'SIGKILL');
      processes += 1;
    } catch {
      // Ended in the meantime.
    }
  }
  let folders = 0;
  for (const name of readdirSync(tmpdir())) {
    const owner = new RegExp(`^${labFolderPrefix}(\\d+)-`).exec(name)?.[1];
    if (owner === undefined || isAlive(Number(owner))) continue;
    rmSync(join(tmpdir(), name), { recursive: true, force: true });
    folders += 1;
  }
  return { processes, folders };
}

/** Processes that carry the mark of a lab whose process is gone. */
function processesOfLabs(): number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
    .filter(pid => {
      if (pid === process.pid) return false;
      const owner = ownerOf(pid);
      return owner !== undefined && !isAlive(owner);
    });
}

function ownerOf(pid: number): number | undefined {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, 'latin1');
    const text = new RegExp(`(?:^|\0)${labMark}=(\\d+)`).exec(environment)?.[1];
    return text === undefined ? undefined : Number(text);
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
