import type { FlowTable, Side } from './flow-table.ts';
import type { SocketLine } from './socket-lines.ts';

/** Flows that wait for their process at a time; in a flood the rest stay unknown. */
const maxWaiting = 4096;
const ports = 65_536;

/** How well a socket fits a flow; a better one replaces it. */
const fit = { none: 0, anyAddress: 1, address: 2, connected: 3 } as const;

/** Flows of this machine whose process is not known yet, found by their local port. */
export class PendingFlows {
  readonly #flows: FlowTable;
  #slots: number[] = [];
  #sides: Side[] = [];
  #numbers: number[] = [];

  constructor(flows: FlowTable) {
    this.#flows = flows;
  }

  get count(): number {
    return this.#slots.length;
  }

  add(slot: number, side: Side): void {
    if (this.#slots.length >= maxWaiting) return;
    this.#slots.push(slot);
    this.#sides.push(side);
    this.#numbers.push(this.#flows.number[slot] as number);
  }

  /** Hands over those that wait now; what begins from here on waits for the next round. */
  take(): PendingRound {
    const round = new PendingRound(this.#flows, this.#slots, this.#sides, this.#numbers);
    this.#slots = [];
    this.#sides = [];
    this.#numbers = [];
    return round;
  }
}

export class PendingRound {
  readonly #flows: FlowTable;
  readonly #slots: readonly number[];
  readonly #sides: readonly Side[];
  readonly #numbers: readonly number[];
  /** By local port: index of the first that waits for it, plus one; the others follow in `#next`. */
  readonly #first = new Int32Array(ports);
  readonly #next: Int32Array;
  readonly #fit: Uint8Array;
  readonly #inode: Float64Array;
  readonly #userId: Float64Array;

  constructor(
    flows: FlowTable,
    slots: readonly number[],
    sides: readonly Side[],
    numbers: readonly number[],
  ) {
    this.#flows = flows;
    this.#slots = slots;
    this.#sides = sides;
    this.#numbers = numbers;
    this.#next = new Int32Array(slots.length);
    this.#fit = new Uint8Array(slots.length);
    this.#inode = new Float64Array(slots.length);
    this.#userId = new Float64Array(slots.length);
    for (const [index, slot] of slots.entries()) {
      const port = flows.port[slot * 2 + (sides[index] as number)] as number;
      if (port < 0) continue;
      this.#next[index] = this.#first[port] as number;
      this.#first[port] = index + 1;
    }
  }

  /** Compares a socket of this machine with the flows that wait for its port. */
  offer(socket: SocketLine): void {
    if (socket.inode === 0) return;
    for (
      let entry = this.#first[socket.localPort] as number;
      entry > 0;
      entry = this.#next[entry - 1] as number
    ) {
      const index = entry - 1;
      const found = this.#fitOf(index, socket);
      if (found <= (this.#fit[index] as number)) continue;
      this.#fit[index] = found;
      this.#inode[index] = socket.inode;
      this.#userId[index] = socket.userId;
    }
  }

  inodes(): readonly number[] {
    return [...this.#inode].filter(inode => inode > 0);
  }

  /** Writes what was found into the flows that are still there. */
  settle(processOf: (inode: number, userId: number) => number): void {
    const flows = this.#flows;
    for (const [index, slot] of this.#slots.entries()) {
      if (this.#fit[index] === fit.none || flows.slotOf(slot, this.#numbers[index] as number) < 0) continue;
      // Where both ends are ours, the one who began counts.
      if (this.#sides[index] === 1 && flows.process[slot] !== 0) continue;
      flows.process[slot] = processOf(this.#inode[index] as number, this.#userId[index] as number);
    }
  }

  #fitOf(index: number, socket: SocketLine): number {
    const flows = this.#flows;
    const slot = this.#slots[index] as number;
    const side = this.#sides[index] as Side;
    if (flows.ipProtocol[slot] !== socket.ipProtocol) return fit.none;
    // '::' takes IPv4 too, and shows itself as IPv6.
    if (socket.isAnyAddress) return socket.isUnconnected ? fit.anyAddress : fit.none;
    if (flows.kind[slot] !== socket.kind) return fit.none;
    const at = slot * 8;
    if (!this.#same(at + side * 4, socket.local)) return fit.none;
    if (socket.isUnconnected) return fit.address;
    if (flows.port[slot * 2 + 1 - side] !== socket.remotePort) return fit.none;
    return this.#same(at + 4 - side * 4, socket.remote) ? fit.connected : fit.none;
  }

  #same(at: number, words: Int32Array): boolean {
    const { address } = this.#flows;
    return (
      address[at + 3] === words[3] &&
      address[at + 2] === words[2] &&
      address[at + 1] === words[1] &&
      address[at] === words[0]
    );
  }
}
