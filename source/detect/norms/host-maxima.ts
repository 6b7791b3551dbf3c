import { KeyedSlots, mix } from '../../flows/keyed-table.ts';

/** Entries, each the maximum of one host in one norm; the one not renewed for longest is given up. */
const entries = 16_384;
/** While a host is this new, the most it does is taken as it comes. */
const freeObservations = 120;
/**
 * Later its maximum may grow only with a power of how long it has been watched: fivefold within the first day of
 * activity, a fifth in each following doubling. Who raises what it does little by little is left behind.
 */
const growthExponent = 0.25;
const doorBits = 65_536;
const doorHashes = 2;

/** The most each host did, for all norms together, in fixed memory. */
export class HostMaxima {
  #slots: KeyedSlots;
  readonly #host = new Int32Array(entries);
  readonly #norm = new Uint16Array(entries);
  readonly #most = new Float32Array(entries);
  readonly #observations = new Uint32Array(entries);
  /**
   * Once the table is full, who is met for the first time is only noted here: a flood from made-up addresses must
   * not drive out those who come again.
   */
  readonly #door = new Uint8Array(doorBits / 8);
  #doorFilled = 0;
  readonly #seed: number;

  constructor(seed: number) {
    this.#seed = seed | 0;
    this.#slots = new KeyedSlots(entries, this.#seed);
  }

  get memoryBytes(): number {
    return (
      this.#slots.memoryBytes +
      this.#host.byteLength +
      this.#norm.byteLength +
      this.#most.byteLength +
      this.#observations.byteLength +
      this.#door.byteLength
    );
  }

  /** The most `host` did in `norm`, −1 when that is not known. */
  most(norm: number, host: number): number {
    const slot = this.#find(this.#hash(norm, host), norm, host);
    return slot < 0 ? -1 : (this.#most[slot] as number);
  }

  learn(norm: number, host: number, value: number): void {
    const hash = this.#hash(norm, host);
    const slot = this.#find(hash, norm, host);
    if (slot >= 0) {
      this.#slots.touch(slot);
      this.#raise(slot, value);
    } else if (this.#slots.used < entries || this.#mayEnter(hash)) this.#put(hash, norm, host, value, 1);
  }

  clear(): void {
    this.#slots = new KeyedSlots(entries, this.#seed);
    this.#door.fill(0);
    this.#doorFilled = 0;
  }

  /** All become a little less, so that what once was is not usual for ever. */
  decay(factor: number): void {
    for (let slot = 0; slot < this.#slots.used; slot += 1) {
      this.#most[slot] = (this.#most[slot] as number) * factor;
    }
  }

  /** Entries, the one renewed longest ago first: in this order `restore` must be called. */
  save(): { host: Int32Array; norm: Uint16Array; most: Float32Array; observations: Uint32Array } {
    const count = this.#slots.used;
    const saved = {
      host: new Int32Array(count),
      norm: new Uint16Array(count),
      most: new Float32Array(count),
      observations: new Uint32Array(count),
    };
    let slot = this.#slots.newest;
    for (let index = count - 1; index >= 0 && slot >= 0; index -= 1) {
      saved.host[index] = this.#host[slot] as number;
      saved.norm[index] = this.#norm[slot] as number;
      saved.most[index] = this.#most[slot] as number;
      saved.observations[index] = this.#observations[slot] as number;
      slot = this.#slots.before(slot);
    }
    return saved;
  }

  restore(norm: number, host: number, most: number, observations: number): void {
    const hash = this.#hash(norm, host);
    if (this.#find(hash, norm, host) < 0) this.#put(hash, norm, host, most, observations);
  }

  #raise(slot: number, value: number): void {
    const observations = (this.#observations[slot] as number) + 1;
    if (observations < 0xffff_ffff) this.#observations[slot] = observations;
    const most = this.#most[slot] as number;
    if (value <= most) return;
    if (observations <= freeObservations) this.#most[slot] = value;
    else this.#most[slot] = Math.min(value, Math.max(most, 1) * (1 + growthExponent / observations));
  }

  #put(hash: number, norm: number, host: number, most: number, observations: number): void {
    const slot = this.#slots.take(hash);
    this.#host[slot] = host;
    this.#norm[slot] = norm;
    this.#most[slot] = most;
    this.#observations[slot] = observations;
  }

  /** Whether this one has knocked before. */
  #mayEnter(hash: number): boolean {
    let isKnown = true;
    let at = hash;
    for (let round = 0; round < doorHashes; round += 1) {
      const bit = at & (doorBits - 1);
      const byte = bit >>> 3;
      const mask = 1 << (bit & 7);
      if (((this.#door[byte] as number) & mask) === 0) {
        isKnown = false;
        this.#door[byte] = (this.#door[byte] as number) | mask;
        this.#doorFilled += 1;
      }
      at >>>= 16;
    }
    if (this.#doorFilled > doorBits / 2) {
      this.#door.fill(0);
      this.#doorFilled = 0;
    }
    return isKnown;
  }

  #hash(norm: number, host: number): number {
    return mix(mix(this.#seed, host), norm);
  }

  #find(hash: number, norm: number, host: number): number {
    let slot = this.#slots.first(hash);
    while (slot >= 0) {
      if (this.#host[slot] === host && this.#norm[slot] === norm) return slot;
      slot = this.#slots.next(slot);
    }
    return -1;
  }
}
