import { type Dir, opendirSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { safeString } from '../decode/text.ts';

export type SocketOwner = { readonly pid: number; readonly name: string };

/** Sockets whose owners are remembered; beyond, all are forgotten and found again when needed. */
const maxRemembered = 65_536;
const socketLink = /^socket:\[(\d+)\]$/;
/** Entries of a folder read at a time, so that a process with 100,000 files open costs no pause. */
const folderBuffer = 64;

/**
 * Which process has a socket open: walks /proc/PID/fd in slices of time. What cannot be read (other users'
 * processes, without root) is passed over.
 */
export class SocketOwners {
  readonly #proc: string;
  readonly #owners = new Map<number, SocketOwner>();
  /** Processes still to look into in this walk, those that had sockets last time at the end: taken first. */
  #waiting: string[] = [];
  #hadSockets = new Set<string>();
  #openFolder: { readonly pid: string; readonly folder: Dir } | undefined;

  constructor(proc = '/proc') {
    this.#proc = proc;
  }

  ownerOf(inode: number): SocketOwner | undefined {
    return this.#owners.get(inode);
  }

  /** Begins a walk over all processes. */
  begin(): void {
    this.stop();
    const processes = this.#processes();
    const first = processes.filter(pid => this.#hadSockets.has(pid));
    this.#waiting = [...processes.filter(pid => !this.#hadSockets.has(pid)), ...first];
    this.#hadSockets = new Set(first);
  }

  /** Goes on for `milliseconds`, until nothing of `wanted` is missing; true when the walk is over. */
  step(milliseconds: number, wanted: Set<number>): boolean {
    const until = performance.now() + milliseconds;
    while (wanted.size > 0) {
      const current = this.#openFolder ?? this.#openNext();
      if (current === undefined) return true;
      const entry = this.#read(current.folder);
      if (entry === undefined) this.#close();
      else this.#look(current.pid, entry, wanted);
      if (performance.now() >= until) return false;
    }
    this.stop();
    return true;
  }

  stop(): void {
    this.#close();
    this.#waiting = [];
  }

  #processes(): string[] {
    try {
      return readdirSync(this.#proc).filter(name => /^\d+$/.test(name));
    } catch {
      return [];
    }
  }

  #openNext(): { readonly pid: string; readonly folder: Dir } | undefined {
    const pid = this.#waiting.pop();
    if (pid === undefined) return undefined;
    try {
      const folder = opendirSync(`${this.#proc}/${pid}/fd`, { bufferSize: folderBuffer });
      this.#openFolder = { pid, folder };
      return this.#openFolder;
    } catch {
      return this.#openNext();
    }
  }

  /** Undefined at the end, and when the process has ended meanwhile. */
  #read(folder: Dir): string | undefined {
    try {
      return folder.readSync()?.name;
    } catch {
      return undefined;
    }
  }

  #look(pid: string, file: string, wanted: Set<number>): void {
    let link: string;
    try {
      link = readlinkSync(`${this.#proc}/${pid}/fd/${file}`);
    } catch {
      return;
    }
    const inode = Number(socketLink.exec(link)?.[1] ?? 0);
    if (inode === 0) return;
    this.#hadSockets.add(pid);
    if (!wanted.delete(inode)) return;
    if (this.#owners.size >= maxRemembered) this.#owners.clear();
    this.#owners.set(inode, { pid: Number(pid), name: this.#nameOf(pid) });
  }

  #nameOf(pid: string): string {
    try {
      return safeString(readFileSync(`${this.#proc}/${pid}/comm`, 'utf8').trimEnd());
    } catch {
      return '?';
    }
  }

  #close(): void {
    try {
      this.#openFolder?.folder.closeSync();
    } catch {
      // Nothing to lose: it was only being read.
    }
    this.#openFolder = undefined;
  }
}
