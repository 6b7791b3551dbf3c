import { open, readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { safeString } from '../decode/text.ts';
import type { FlowTable, Side } from './flow-table.ts';
import { type HostTable, whose } from './host-table.ts';
import { PendingFlows } from './pending-flows.ts';
import { ProcessTable } from './process-table.ts';
import { readSocketLine, SocketLine } from './socket-lines.ts';
import { SocketOwners } from './socket-owners.ts';
import type { Tracker } from './tracker.ts';

const tcpNumber = 6;
const udpNumber = 17;
const tables: readonly (readonly [string, number])[] = [
  ['tcp', tcpNumber],
  ['tcp6', tcpNumber],
  ['udp', udpNumber],
  ['udp6', udpNumber],
];
/** How much of a table is read at a time, and how long processes are looked into before others get their turn. */
const pieceBytes = 32_768;
const sliceMilliseconds = 3;
const restMilliseconds = 4;
const refreshMilliseconds = 1000;
/** Of a processor's time, at most one part in so many goes into looking. */
const shareOfTime = 20;

export type ProcessesOptions = {
  /** Default '/proc'. */
  readonly proc?: string;
  /** Default '/etc/passwd'. */
  readonly users?: string;
};

/**
 * Whose processes are behind the flows of this machine: Linux, live capture, our own network namespace. Looks
 * only when flows of our own have begun, about once a second, in slices that stall nobody. Without root the
 * sockets of other users are known by user only; what cannot be known stays unknown.
 */
export class Processes {
  readonly table = new ProcessTable();
  readonly #flows: FlowTable;
  readonly #hosts: HostTable;
  readonly #pending: PendingFlows;
  readonly #owners: SocketOwners;
  readonly #options: Required<ProcessesOptions>;
  readonly #line = new SocketLine();
  #userNames: ReadonlyMap<number, string> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> | undefined;
  #stopped = false;
  /** Milliseconds of `performance.now()`. */
  #notBefore = 0;
  /** The longest slice so far, in milliseconds: what a packet may have waited for. */
  longestSlice = 0;

  constructor(tracker: Tracker, options: ProcessesOptions = {}) {
    this.#flows = tracker.flows;
    this.#hosts = tracker.hosts;
    this.#options = { proc: options.proc ?? '/proc', users: options.users ?? '/etc/passwd' };
    this.#owners = new SocketOwners(this.#options.proc);
    this.#pending = new PendingFlows(tracker.flows);
    tracker.onNewFlow = slot => this.#notice(slot);
  }

  /** Looks about once a second from now on; keeps no process alive. */
  start(): void {
    this.#timer ??= setInterval(() => {
      if (performance.now() >= this.#notBefore) void this.refresh();
    }, refreshMilliseconds).unref();
  }

  stop(): void {
    this.#stopped = true;
    clearInterval(this.#timer);
    this.#owners.stop();
  }

  /** Finds the processes of flows that began since the last time; at once when there are none. */
  refresh(): Promise<void> {
    if (this.#pending.count === 0 || this.#stopped) return Promise.resolve();
    this.#working ??= this.#look().finally(() => {
      this.#working = undefined;
    });
    return this.#working;
  }

  /** Only flows with an end on this machine; the one who begins is asked for first. */
  #notice(slot: number): void {
    const { ipProtocol } = this.#flows;
    if (ipProtocol[slot] !== tcpNumber && ipProtocol[slot] !== udpNumber) return;
    if (this.#isOurs(slot, 0)) this.#pending.add(slot, 0);
    if (this.#isOurs(slot, 1)) this.#pending.add(slot, 1);
  }

  #isOurs(slot: number, side: Side): boolean {
    const { address, kind } = this.#flows;
    const at = slot * 8 + side * 4;
    const host = this.#hosts.find(
      kind[slot] as number,
      address[at] as number,
      address[at + 1] as number,
      address[at + 2] as number,
      address[at + 3] as number,
    );
    return host >= 0 && this.#hosts.whose[host] === whose.ours;
  }

  async #look(): Promise<void> {
    const round = this.#pending.take();
    this.#userNames ??= await readUserNames(this.#options.users);
    for (const [name, ipProtocol] of tables) {
      await this.#readTable(`${this.#options.proc}/net/${name}`, line => {
        if (readSocketLine(line, ipProtocol, this.#line)) round.offer(this.#line);
      });
    }
    const wanted = new Set<number>();
    for (const inode of round.inodes()) if (this.#owners.ownerOf(inode) === undefined) wanted.add(inode);
    if (wanted.size > 0) {
      this.#owners.begin();
      await this.#walk(wanted);
    }
    round.settle((inode, userId) => {
      const owner = this.#owners.ownerOf(inode);
      const user = this.#userNames?.get(userId) ?? String(userId);
      return this.table.intern({ name: owner?.name ?? '', pid: owner?.pid ?? 0, user });
    });
  }

  async #walk(wanted: Set<number>): Promise<void> {
    let spent = 0;
    for (let done = false; !done && !this.#stopped; ) {
      const before = performance.now();
      done = this.#owners.step(sliceMilliseconds, wanted);
      const slice = performance.now() - before;
      spent += slice;
      this.longestSlice = Math.max(this.longestSlice, slice);
      if (!done) await pause(restMilliseconds);
    }
    this.#notBefore = performance.now() + spent * shareOfTime;
  }

  /** Piece by piece, with room for others in between: the kernel may have a hundred thousand sockets. */
  async #readTable(path: string, eachLine: (line: string) => void): Promise<void> {
    let rest = '';
    try {
      const file = await open(path);
      try {
        const buffer = Buffer.alloc(pieceBytes);
        while (!this.#stopped) {
          const { bytesRead } = await file.read(buffer, 0, pieceBytes, null);
          if (bytesRead === 0) break;
          const lines = (rest + buffer.toString('latin1', 0, bytesRead)).split('\n');
          rest = lines.pop() ?? '';
          for (const line of lines) eachLine(line);
        }
      } finally {
        await file.close();
      }
    } catch {
      // No such table here (IPv6 switched off): its sockets stay unknown.
    }
  }
}

async function readUserNames(path: string): Promise<ReadonlyMap<number, string>> {
  const names = new Map<number, string>();
  try {
    for (const line of (await readFile(path, 'utf8')).split('\n')) {
      const [name, , userId] = line.split(':');
      if (name !== undefined && userId !== undefined && !names.has(Number(userId))) {
        names.set(Number(userId), safeString(name));
      }
    }
  } catch {
    // Users are shown by number.
  }
  return names;
}
