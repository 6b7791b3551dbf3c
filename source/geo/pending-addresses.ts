import { addressIpv6 } from '../decode/packet.ts';
import { mix } from '../flows/keyed-table.ts';
import { FreeSlots } from './free-slots.ts';

export const defaultMaxPending = 131_072;
/** A token holds the id below, and above it how often the id was used: a late answer then means nobody else. */
const tokenIds = 2 ** 20;

/** The addresses being looked up, by a small id (1, 2, 3 …) that is used again when the answer has come. */
export class PendingAddresses {
  readonly #seed: number;
  readonly #slots: FreeSlots;
  readonly #kind: Uint8Array;
  /** Four words per slot. */
  readonly #address: Int32Array;
  /** 0 when the slot is free. */
  readonly #token: Float64Array;
  readonly #generation: Uint32Array;
  /** Slots of the host table that were given to this address meanwhile. */
  readonly #hosts: Uint32Array;
  /** First of the groups (pending-counts.ts) that come from here, and go here. */
  readonly #firstFrom: Int32Array;
  readonly #firstTo: Int32Array;

  constructor(capacity = defaultMaxPending, seed: number) {
    const most = Math.min(capacity, tokenIds - 1);
    this.#seed = seed;
    this.#slots = new FreeSlots(most);
    this.#kind = new Uint8Array(most);
    this.#address = new Int32Array(most * 4);
    this.#token = new Float64Array(most);
    this.#generation = new Uint32Array(most);
    this.#hosts = new Uint32Array(most);
    this.#firstFrom = new Int32Array(most);
    this.#firstTo = new Int32Array(most);
  }

  get size(): number {
    return this.#slots.used;
  }

  /** The id of an address, 0 when it is not being looked up. */
  find(kind: number, a: number, b: number, c: number, d: number): number {
    if (this.#slots.used === 0) return 0;
    const address = this.#address;
    let slot = this.#slots.first(this.#hash(kind, a, b, c, d));
    while (slot >= 0) {
      const at = slot * 4;
      if (
        address[at + 3] === d &&
        address[at + 2] === c &&
        address[at + 1] === b &&
        address[at] === a &&
        this.#kind[slot] === kind
      ) {
        return slot + 1;
      }
      slot = this.#slots.next(slot);
    }
    return 0;
  }

  /** An id for an address that has none; 0 when there are too many. */
  take(kind: number, a: number, b: number, c: number, d: number): number {
    const slot = this.#slots.take(this.#hash(kind, a, b, c, d));
    if (slot < 0) return 0;
    this.#kind[slot] = kind;
    this.#address[slot * 4] = a;
    this.#address[slot * 4 + 1] = b;
    this.#address[slot * 4 + 2] = c;
    this.#address[slot * 4 + 3] = d;
    this.#generation[slot] = (this.#generation[slot] as number) + 1;
    this.#token[slot] = (this.#generation[slot] as number) * tokenIds + slot + 1;
    this.#hosts[slot] = 0;
    this.#firstFrom[slot] = -1;
    this.#firstTo[slot] = -1;
    return slot + 1;
  }

  release(id: number): void {
    this.#token[id - 1] = 0;
    this.#slots.release(id - 1);
  }

  tokenOf(id: number): number {
    return this.#token[id - 1] as number;
  }

  /** 0 for a token whose answer has come already. */
  idOf(token: number): number {
    const id = token % tokenIds;
    return id > 0 && this.#token[id - 1] === token ? id : 0;
  }

  kind(id: number): number {
    return this.#kind[id - 1] as number;
  }

  /** Word 0 to 3 of the address. */
  word(id: number, word: number): number {
    return this.#address[(id - 1) * 4 + word] as number;
  }

  addHost(id: number): void {
    this.#hosts[id - 1] = (this.#hosts[id - 1] as number) + 1;
  }

  hosts(id: number): number {
    return this.#hosts[id - 1] as number;
  }

  firstFrom(id: number): number {
    return this.#firstFrom[id - 1] as number;
  }

  firstTo(id: number): number {
    return this.#firstTo[id - 1] as number;
  }

  /** Puts a group first; the one that was first before. */
  putFrom(id: number, group: number): number {
    const before = this.#firstFrom[id - 1] as number;
    this.#firstFrom[id - 1] = group;
    return before;
  }

  putTo(id: number, group: number): number {
    const before = this.#firstTo[id - 1] as number;
    this.#firstTo[id - 1] = group;
    return before;
  }

  #hash(kind: number, a: number, b: number, c: number, d: number): number {
    const last = mix(this.#seed, d);
    return mix(kind === addressIpv6 ? mix(mix(mix(last, a), b), c) : last, kind);
  }
}
