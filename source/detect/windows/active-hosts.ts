import type { HostTable } from '../../flows/host-table.ts';
import { KeyedSlots, mix } from '../../flows/keyed-table.ts';
import type { Party } from '../contracts.ts';

/**
 * Slots for the hosts that are active at the moment, whether or not the tracker knows them: ARP speaks of addresses
 * that have sent no packet. The one idle for longest is given up.
 */
export class ActiveHosts {
  readonly slots: KeyedSlots;
  /** 4 or 6, and four words for each slot. */
  readonly kind: Uint8Array;
  readonly address: Int32Array;
  /** Stands for the address in hashes; different in each run. */
  readonly key: Int32Array;
  /** Second of its latest packet. */
  readonly lastSecond: Int32Array;
  /** True when the slot just answered was taken for a new host. */
  isNew = false;
  readonly #hosts: HostTable;
  /** Slot in the tracker and which host that was, −1 for none. */
  readonly #host: Int32Array;
  readonly #hostNumber: Int32Array;
  /** By slot in the tracker. */
  readonly #activeOf: Int16Array;

  constructor(hosts: HostTable, capacity: number, seed: number) {
    this.#hosts = hosts;
    this.slots = new KeyedSlots(capacity, seed);
    this.kind = new Uint8Array(capacity);
    this.address = new Int32Array(capacity * 4);
    this.key = new Int32Array(capacity);
    this.lastSecond = new Int32Array(capacity);
    this.#host = new Int32Array(capacity).fill(-1);
    this.#hostNumber = new Int32Array(capacity);
    this.#activeOf = new Int16Array(hosts.slots.capacity).fill(-1);
  }

  get memoryBytes(): number {
    const columns = this.kind.byteLength + this.address.byteLength + this.key.byteLength * 4;
    return this.slots.memoryBytes + columns + this.#activeOf.byteLength;
  }

  /** The slot of a host of the tracker, −1 when it is not active. */
  find(host: number): number {
    if (host < 0 || host >= this.#activeOf.length) return -1;
    const slot = this.#activeOf[host] as number;
    if (slot < 0 || this.#host[slot] !== host) return -1;
    return this.#hostNumber[slot] === this.#hosts.number[host] ? slot : -1;
  }

  /** The slot of a host of the tracker, taken when it has none. */
  take(host: number): number {
    this.isNew = false;
    const known = this.find(host);
    if (known >= 0) return known;
    const { address, kind } = this.#hosts;
    const at = host * 4;
    return this.#takeAddress(
      kind[host] as number,
      address[at] as number,
      address[at + 1] as number,
      address[at + 2] as number,
      address[at + 3] as number,
      host,
    );
  }

  /** The slot of an IPv4 address, whether the tracker knows it or not. */
  takeIpv4(address: number): number {
    this.isNew = false;
    const host = this.#hosts.find(4, 0, 0, 0, address);
    const known = this.find(host);
    return known >= 0 ? known : this.#takeAddress(4, 0, 0, 0, address, host);
  }

  /** Slot in the tracker, −1 when it knows the host no more or never did. */
  hostOf(slot: number): number {
    return this.#hosts.slotOf(this.#host[slot] as number, this.#hostNumber[slot] as number);
  }

  party(slot: number): Party {
    const at = slot * 4;
    return {
      kind: this.kind[slot] === 6 ? 6 : 4,
      a: this.address[at] as number,
      b: this.address[at + 1] as number,
      c: this.address[at + 2] as number,
      d: this.address[at + 3] as number,
    };
  }

  #takeAddress(kind: number, a: number, b: number, c: number, d: number, host: number): number {
    const last = mix(this.slots.seed, d);
    const key = mix(kind === 4 ? last : mix(mix(mix(last, a), b), c), kind);
    let slot = this.#search(key, kind, a, b, c, d);
    if (slot < 0) {
      slot = this.slots.take(key);
      this.isNew = true;
      this.kind[slot] = kind;
      this.address[slot * 4] = a;
      this.address[slot * 4 + 1] = b;
      this.address[slot * 4 + 2] = c;
      this.address[slot * 4 + 3] = d;
      this.key[slot] = key;
    }
    this.#host[slot] = host;
    if (host >= 0) {
      this.#hostNumber[slot] = this.#hosts.number[host] as number;
      this.#activeOf[host] = slot;
    }
    return slot;
  }

  #search(key: number, kind: number, a: number, b: number, c: number, d: number): number {
    const { address } = this;
    for (let slot = this.slots.first(key); slot >= 0; slot = this.slots.next(slot)) {
      const at = slot * 4;
      if (address[at + 3] !== d || this.kind[slot] !== kind) continue;
      if (address[at + 2] === c && address[at + 1] === b && address[at] === a) return slot;
    }
    return -1;
  }
}
