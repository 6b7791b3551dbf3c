import { addressIpv6 } from '../decode/packet.ts';
import { KeyedSlots, mix, randomSeed } from '../flows/keyed-table.ts';
import { placeUnasked } from './place-table.ts';
import type { TierFacts } from './tiers.ts';

export const defaultMaxAddresses = 65_536;

/**
 * Places by address, in the memory of this process: the nearest tier. The address not asked for longest makes
 * room. Asking allocates nothing.
 */
export class AddressPlaces {
  readonly #slots: KeyedSlots;
  readonly #kind: Uint8Array;
  /** Four words per slot. */
  readonly #address: Int32Array;
  readonly #place: Int32Array;
  /** Seconds since 1970 up to which the answer may be believed. */
  readonly #expires: Uint32Array;
  /** Asked, answered: numbers that grow for ever are not stored in fields, where they would be allocated anew. */
  readonly #tally = new Float64Array(2);

  constructor(capacity = defaultMaxAddresses, seed = randomSeed()) {
    this.#slots = new KeyedSlots(capacity, seed);
    this.#kind = new Uint8Array(capacity);
    this.#address = new Int32Array(capacity * 4);
    this.#place = new Int32Array(capacity);
    this.#expires = new Uint32Array(capacity);
  }

  /** The place of an address, 0 when it is not known here (any more). `now` in whole seconds since 1970. */
  get(kind: number, a: number, b: number, c: number, d: number, now: number): number {
    this.#tally[0] = (this.#tally[0] as number) + 1;
    const slot = this.#search(this.#hash(kind, a, b, c, d), kind, a | 0, b | 0, c | 0, d | 0);
    if (slot < 0 || (this.#expires[slot] as number) <= now) return placeUnasked;
    this.#tally[1] = (this.#tally[1] as number) + 1;
    this.#slots.touch(slot);
    return this.#place[slot] as number;
  }

  set(kind: number, a: number, b: number, c: number, d: number, place: number, expires: number): void {
    const hash = this.#hash(kind, a, b, c, d);
    let slot = this.#search(hash, kind, a | 0, b | 0, c | 0, d | 0);
    if (slot >= 0) this.#slots.touch(slot);
    else {
      slot = this.#slots.take(hash);
      this.#kind[slot] = kind;
      this.#address[slot * 4] = a;
      this.#address[slot * 4 + 1] = b;
      this.#address[slot * 4 + 2] = c;
      this.#address[slot * 4 + 3] = d;
    }
    this.#place[slot] = place;
    this.#expires[slot] = Math.min(0xffff_ffff, Math.max(0, expires));
  }

  get size(): number {
    return this.#slots.used;
  }

  get asked(): number {
    return this.#tally[0] as number;
  }

  get answered(): number {
    return this.#tally[1] as number;
  }

  facts(): TierFacts {
    return {
      tier: 'memory',
      state: 'ready',
      isTrouble: false,
      asked: this.asked,
      answered: this.answered,
      latency: undefined,
      details: [
        [
          'addresses',
          `${this.size.toLocaleString('en-US')} of ${this.#slots.capacity.toLocaleString('en-US')}`,
        ],
        ['evicted', this.#slots.evicted.toLocaleString('en-US')],
      ],
    };
  }

  #hash(kind: number, a: number, b: number, c: number, d: number): number {
    const last = mix(this.#slots.seed, d);
    return mix(kind === addressIpv6 ? mix(mix(mix(last, a), b), c) : last, kind);
  }

  #search(hash: number, kind: number, a: number, b: number, c: number, d: number): number {
    const address = this.#address;
    let slot = this.#slots.first(hash);
    while (slot >= 0) {
      const at = slot * 4;
      if (
        address[at + 3] === d &&
        address[at + 2] === c &&
        address[at + 1] === b &&
        address[at] === a &&
        this.#kind[slot] === kind
      ) {
        return slot;
      }
      slot = this.#slots.next(slot);
    }
    return -1;
  }
}
