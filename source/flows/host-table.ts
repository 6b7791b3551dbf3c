import { addressIpv6, type Packet } from '../decode/packet.ts';
import { addressClass, classifyAddress, isLocalClass } from './address-class.ts';
import type { AddressWords } from './address-words.ts';
import { packetTime } from './key-parts.ts';
import { KeyedSlots, mix, randomSeed } from './keyed-table.ts';
import { PortCounts } from './port-counts.ts';
import { decay, rateSeconds } from './rate.ts';

export const defaultMaxHosts = 65_536;

/** In `whose`: this machine, its own network, elsewhere. */
export const whose = { elsewhere: 0, network: 1, ours: 2 } as const;

/**
 * Everyone who sent or was sent something, by address. Columns are typed arrays by slot; a slot is reused
 * when its host was evicted (the one idle for longest), a host's `number` is not.
 */
export class HostTable {
  readonly slots: KeyedSlots;
  /** 1, 2, 3 …: which host this slot holds. */
  readonly number: Int32Array;
  readonly kind: Uint8Array;
  /** Four words per slot. */
  readonly address: Int32Array;
  /** See address-class.ts. */
  readonly addressClass: Uint8Array;
  /** See `whose`. */
  readonly whose: Uint8Array;
  /** Sent to the host, and by it. */
  readonly packetsIn: Float64Array;
  readonly packetsOut: Float64Array;
  readonly bytesIn: Float64Array;
  readonly bytesOut: Float64Array;
  /** Flows that began with or at this host. */
  readonly flows: Float64Array;
  /** Different ports others began flows to. */
  readonly ports: PortCounts;
  /** Packet time, in seconds. */
  readonly first: Float64Array;
  readonly last: Float64Array;
  /** Smoothed bytes a second in both directions at `last`; read with `rateAt`. */
  readonly rate: Float64Array;
  /** Hardware address last seen as the source of its packets; only of hosts in one's own network. */
  readonly hasMac: Uint8Array;
  readonly macHigh: Uint16Array;
  readonly macLow: Int32Array;
  /** Set by whoever learns it: what its name is called in its table, 0 for none, and where it comes from. */
  readonly name: Int32Array;
  readonly nameSource: Uint8Array;
  /** Set by whoever finds out where it is; 0 before. */
  readonly place: Int32Array;
  /** Addresses of this machine. */
  #own: readonly AddressWords[] = [];

  constructor(maxHosts = defaultMaxHosts, seed = randomSeed()) {
    this.slots = new KeyedSlots(maxHosts, seed);
    this.number = new Int32Array(maxHosts);
    this.kind = new Uint8Array(maxHosts);
    this.address = new Int32Array(maxHosts * 4);
    this.addressClass = new Uint8Array(maxHosts);
    this.whose = new Uint8Array(maxHosts);
    this.packetsIn = new Float64Array(maxHosts);
    this.packetsOut = new Float64Array(maxHosts);
    this.bytesIn = new Float64Array(maxHosts);
    this.bytesOut = new Float64Array(maxHosts);
    this.flows = new Float64Array(maxHosts);
    this.ports = new PortCounts(maxHosts);
    this.first = new Float64Array(maxHosts);
    this.last = new Float64Array(maxHosts);
    this.rate = new Float64Array(maxHosts);
    this.hasMac = new Uint8Array(maxHosts);
    this.macHigh = new Uint16Array(maxHosts);
    this.macLow = new Int32Array(maxHosts);
    this.name = new Int32Array(maxHosts);
    this.nameSource = new Uint8Array(maxHosts);
    this.place = new Int32Array(maxHosts);
  }

  /** Hosts seen since the start, those that came back after their eviction counted again. */
  get total(): number {
    return this.slots.taken;
  }

  /** Tells which addresses are this machine's own; hosts already known are told as well. */
  setOwnAddresses(own: readonly AddressWords[]): void {
    this.#own = own;
    for (let slot = 0; slot < this.slots.used; slot += 1) this.#judge(slot);
  }

  /** Whether this is an address of this machine. */
  isOwn(kind: number, a: number, b: number, c: number, d: number): boolean {
    for (let index = 0; index < this.#own.length; index += 1) {
      const own = this.#own[index] as AddressWords;
      if (own[0] === kind && own[4] === d && own[3] === c && own[2] === b && own[1] === a) return true;
    }
    return false;
  }

  /** The slot of the packet's source, made when it is new, without counting anything. */
  source(p: Packet): number {
    return this.#take(p, p.src0, p.src1, p.src2, p.src3);
  }

  destination(p: Packet): number {
    return this.#take(p, p.dst0, p.dst1, p.dst2, p.dst3);
  }

  /** The slot of an address, -1 when it is not here. */
  find(kind: number, a: number, b: number, c: number, d: number): number {
    return this.#search(this.#hash(kind, a, b, c, d), kind, a, b, c, d);
  }

  slotOf(slot: number, number: number): number {
    return slot >= 0 && slot < this.slots.used && this.number[slot] === number ? slot : -1;
  }

  countSent(slot: number, p: Packet): void {
    this.packetsOut[slot] = (this.packetsOut[slot] as number) + 1;
    this.bytesOut[slot] = (this.bytesOut[slot] as number) + p.length;
    this.#see(slot, p);
    if (p.hasEthernet !== 1 || this.whose[slot] === whose.elsewhere) return;
    this.hasMac[slot] = 1;
    this.macHigh[slot] = p.ethSrcHigh;
    this.macLow[slot] = p.ethSrcLow;
  }

  countReceived(slot: number, p: Packet): void {
    this.packetsIn[slot] = (this.packetsIn[slot] as number) + 1;
    this.bytesIn[slot] = (this.bytesIn[slot] as number) + p.length;
    this.#see(slot, p);
  }

  /** Smoothed bytes a second, decayed to `now` (packet time, seconds). */
  rateAt(slot: number, now: number): number {
    return (this.rate[slot] as number) * decay(now - (this.last[slot] as number));
  }

  #see(slot: number, p: Packet): void {
    const now = packetTime(p);
    this.rate[slot] = this.rateAt(slot, now) + p.length / rateSeconds;
    const last = this.last[slot] as number;
    this.slots.touchAt(slot, p.seconds, last);
    if (now > last) this.last[slot] = now;
  }

  #hash(kind: number, a: number, b: number, c: number, d: number): number {
    const last = mix(this.slots.seed, d);
    return mix(kind === addressIpv6 ? mix(mix(mix(last, a), b), c) : last, kind);
  }

  #search(hash: number, kind: number, a: number, b: number, c: number, d: number): number {
    const { slots, address } = this;
    let slot = slots.first(hash);
    while (slot >= 0) {
      const at = slot * 4;
      if (
        address[at + 3] === d &&
        address[at + 2] === c &&
        address[at + 1] === b &&
        address[at] === a &&
        this.kind[slot] === kind
      ) {
        return slot;
      }
      slot = slots.next(slot);
    }
    return -1;
  }

  #take(p: Packet, a: number, b: number, c: number, d: number): number {
    const kind = p.addressKind;
    const hash = this.#hash(kind, a, b, c, d);
    const found = this.#search(hash, kind, a, b, c, d);
    if (found >= 0) return found;
    const slot = this.slots.take(hash);
    this.number[slot] = this.slots.taken | 0;
    this.kind[slot] = kind;
    this.address[slot * 4] = a;
    this.address[slot * 4 + 1] = b;
    this.address[slot * 4 + 2] = c;
    this.address[slot * 4 + 3] = d;
    this.packetsIn[slot] = 0;
    this.packetsOut[slot] = 0;
    this.bytesIn[slot] = 0;
    this.bytesOut[slot] = 0;
    this.flows[slot] = 0;
    this.ports.clear(slot);
    this.first[slot] = packetTime(p);
    this.last[slot] = this.first[slot] as number;
    this.rate[slot] = 0;
    this.hasMac[slot] = 0;
    this.name[slot] = 0;
    this.nameSource[slot] = 0;
    this.place[slot] = 0;
    this.#judge(slot);
    return slot;
  }

  #judge(slot: number): void {
    const kind = this.kind[slot] as number;
    const at = slot * 4;
    const a = this.address[at] as number;
    const b = this.address[at + 1] as number;
    const c = this.address[at + 2] as number;
    const d = this.address[at + 3] as number;
    const judged = classifyAddress(kind, a, b, c, d);
    this.addressClass[slot] = judged;
    this.whose[slot] = isLocalClass(judged) ? whose.network : whose.elsewhere;
    if (judged === addressClass.loopback) this.whose[slot] = whose.ours;
    if (this.isOwn(kind, a, b, c, d)) this.whose[slot] = whose.ours;
  }
}
