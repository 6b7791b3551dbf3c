import type { Section } from '../learned.ts';

/** Entries of a set stand side by side: a tag and a count each, 64 bytes together. */
const ways = 8;
export const entryWords = 2;
/** Counts stay whole numbers far below where they would overflow. */
const largestCount = 0x3fff_ffff;

/**
 * How often each of many things was seen, by its 32-bit key: exact, in fixed memory. Eight places share a hash;
 * the least seen of them makes room. Key 0 stands for nothing.
 */
export class FrequencyMemory {
  /** Of the bits of a key, those that say in which set it is. */
  readonly mask: number;
  readonly #words: Uint32Array;

  /** `entries` is a power of two, at least 8; `words` is where they are kept. */
  constructor(entries: number, words = new Uint32Array(entries * entryWords)) {
    this.#words = words;
    this.mask = entries / ways - 1;
  }

  get memoryBytes(): number {
    return this.#words.byteLength;
  }

  /** Where it is kept, −1 where it is not; good until something else is added. */
  find(key: number): number {
    const words = this.#words;
    const tag = key >>> 0;
    const from = (tag & this.mask) * (ways * entryWords);
    for (let at = from; at < from + ways * entryWords; at += entryWords) {
      if (words[at] === tag) return at;
    }
    return -1;
  }

  countAt(place: number): number {
    return place < 0 ? 0 : (this.#words[place + 1] as number);
  }

  count(key: number): number {
    return this.countAt(this.find(key));
  }

  /** As `add`, where `find` had answered `place` a while ago; false when it is not there any more, or was never. */
  addKnown(place: number, key: number): boolean {
    const words = this.#words;
    if (place < 0 || words[place] !== key >>> 0) return false;
    const count = words[place + 1] as number;
    if (count === 0) return false;
    if (count < largestCount) words[place + 1] = count + 1;
    return true;
  }

  /** What its count was before. */
  add(key: number): number {
    const words = this.#words;
    const tag = key >>> 0;
    const from = (tag & this.mask) * (ways * entryWords);
    let least = from;
    let leastCount = largestCount + 1;
    for (let at = from; at < from + ways * entryWords; at += entryWords) {
      const count = words[at + 1] as number;
      if (words[at] === tag) {
        if (count < largestCount) words[at + 1] = count + 1;
        return count;
      }
      if (count < leastCount) {
        least = at;
        leastCount = count;
      }
    }
    words[least] = tag;
    words[least + 1] = 1;
    return 0;
  }

  /** Old things fade: every count is halved, and what was seen once is forgotten. */
  halve(): void {
    const words = this.#words;
    for (let at = 0; at < words.length; at += entryWords) {
      const count = (words[at + 1] as number) >>> 1;
      words[at + 1] = count;
      if (count === 0) words[at] = 0;
    }
  }

  clear(): void {
    this.#words.fill(0);
  }

  /** The entries in use, tags and counts one after the other. */
  save(): Uint32Array {
    const words = this.#words;
    let used = 0;
    for (let at = 0; at < words.length; at += entryWords) if (words[at + 1] !== 0) used += 1;
    const saved = new Uint32Array(used * entryWords);
    let to = 0;
    for (let at = 0; at < words.length; at += entryWords) {
      if (words[at + 1] === 0) continue;
      saved[to] = words[at] as number;
      saved[to + 1] = words[at + 1] as number;
      to += entryWords;
    }
    return saved;
  }

  /** Why this array cannot be what a memory of this size saved. */
  problem(saved: Section['arrays'][string] | undefined): string | undefined {
    if (!(saved instanceof Uint32Array)) return 'frequencies are missing';
    if (saved.length % entryWords !== 0 || saved.length > this.#words.length)
      return 'frequencies have the wrong size';
    let set = 0;
    let inSet = 0;
    for (let at = 0; at < saved.length; at += entryWords) {
      const tag = saved[at] as number;
      const count = saved[at + 1] as number;
      if (count < 1 || count > largestCount) return 'a frequency is out of range';
      const mine = tag & this.mask;
      if (at > 0 && mine < set) return 'frequencies are out of order';
      inSet = at > 0 && mine === set ? inSet + 1 : 1;
      set = mine;
      if (inSet > ways) return 'frequencies do not fit';
      for (let other = at - (inSet - 1) * entryWords; other < at; other += entryWords) {
        if (saved[other] === tag) return 'a frequency is there twice';
      }
    }
    return undefined;
  }

  /** After `problem` found none. */
  load(saved: Uint32Array): void {
    const words = this.#words;
    words.fill(0);
    let place = 0;
    let set = -1;
    for (let at = 0; at < saved.length; at += entryWords) {
      const tag = saved[at] as number;
      const mine = tag & this.mask;
      place = mine === set ? place + entryWords : 0;
      set = mine;
      const to = mine * ways * entryWords + place;
      words[to] = tag;
      words[to + 1] = saved[at + 1] as number;
    }
  }
}
