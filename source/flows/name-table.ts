import { addressIpv6 } from '../decode/packet.ts';
import { KeyedSlots, mix, randomSeed } from './keyed-table.ts';
import { TextTable } from './text-table.ts';

const defaultAddresses = 65_536;
/** Programs go on using an answer a little after it ended, and nobody's day is longer than this. */
const leastLifeSeconds = 10;
const mostLifeSeconds = 86_400;

/** Where a name comes from; what stands later is better for a flow. */
export const nameSource = {
  none: 0,
  /** Somebody asked the domain name system for it and was given this address. */
  lookup: 1,
  /** The host says so itself: mDNS, NetBIOS, DHCP. */
  announced: 2,
  /** The flow itself says so: TLS and QUIC server name, HTTP host. */
  own: 3,
} as const;

export const nameSourceWords: readonly string[] = ['', 'DNS', 'announced', 'in the flow'];

/**
 * The latest name of each address, in bounded memory: the address whose name was learned longest ago makes
 * room. A name counts for what begins while it is fresh, so that a later answer renames nothing.
 */
export class NameTable {
  readonly texts: TextTable;
  readonly slots: KeyedSlots;
  readonly #kind: Uint8Array;
  readonly #address: Int32Array;
  readonly #name: Int32Array;
  readonly #source: Uint8Array;
  /** Packet time, in seconds. */
  readonly #from: Float64Array;
  readonly #until: Float64Array;

  constructor(addresses = defaultAddresses, texts = new TextTable()) {
    this.texts = texts;
    this.slots = new KeyedSlots(addresses, randomSeed());
    this.#kind = new Uint8Array(addresses);
    this.#address = new Int32Array(addresses * 4);
    this.#name = new Int32Array(addresses);
    this.#source = new Uint8Array(addresses);
    this.#from = new Float64Array(addresses);
    this.#until = new Float64Array(addresses);
  }

  /** Remembers that `name` (a number of `texts`) is the address's for `life` seconds from `time` on. */
  learn(
    kind: number,
    a: number,
    b: number,
    c: number,
    d: number,
    name: number,
    source: number,
    time: number,
    life: number,
  ): void {
    const hash = this.#hash(kind, a, b, c, d);
    let slot = this.#search(hash, kind, a, b, c, d);
    if (slot >= 0) {
      // What a host says of itself is not outdone by what somebody else called it while it is fresh.
      const isBetter = (this.#source[slot] as number) > source && (this.#until[slot] as number) >= time;
      if (isBetter) return;
      this.slots.touch(slot);
    } else {
      slot = this.slots.take(hash);
      this.#kind[slot] = kind;
      this.#address[slot * 4] = a;
      this.#address[slot * 4 + 1] = b;
      this.#address[slot * 4 + 2] = c;
      this.#address[slot * 4 + 3] = d;
    }
    this.#name[slot] = name;
    this.#source[slot] = source;
    this.#from[slot] = time;
    this.#until[slot] = time + Math.min(mostLifeSeconds, Math.max(leastLifeSeconds, life));
  }

  /** The slot of an address that has a name, -1 otherwise; allocates nothing. */
  find(kind: number, a: number, b: number, c: number, d: number): number {
    return this.#search(this.#hash(kind, a, b, c, d), kind, a, b, c, d);
  }

  isFresh(slot: number, time: number): boolean {
    return (this.#from[slot] as number) <= time && time <= (this.#until[slot] as number);
  }

  nameAt(slot: number): number {
    return this.#name[slot] as number;
  }

  sourceAt(slot: number): number {
    return this.#source[slot] as number;
  }

  #hash(kind: number, a: number, b: number, c: number, d: number): number {
    const last = mix(this.slots.seed, d);
    return mix(kind === addressIpv6 ? mix(mix(mix(last, a), b), c) : last, kind);
  }

  #search(hash: number, kind: number, a: number, b: number, c: number, d: number): number {
    const address = this.#address;
    let slot = this.slots.first(hash);
    while (slot >= 0) {
      const at = slot * 4;
      const same =
        address[at + 3] === d && address[at + 2] === c && address[at + 1] === b && address[at] === a;
      if (same && this.#kind[slot] === kind) return slot;
      slot = this.slots.next(slot);
    }
    return -1;
  }
}
