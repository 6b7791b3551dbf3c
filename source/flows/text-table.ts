import { finishHash, KeyedSlots, randomSeed } from './keyed-table.ts';
import { textKey } from './sort-keys.ts';

const defaultSlots = 32_768;
/** No name of the domain name system is longer. */
const maxCharacters = 255;
/** With 32,768 slots an id stays a positive int32; after that many texts in one slot, ids begin anew. */
const generations = 65_536;

/**
 * Texts known by a number, in bounded memory: columns keep the number. A text not used for long makes room
 * for another one, and its number then means nothing instead of something else.
 */
export class TextTable {
  readonly slots: KeyedSlots;
  readonly #texts: string[];
  readonly #generation: Uint16Array;
  /** How each text sorts; see sort-keys.ts. */
  readonly #sortKeys: Float64Array;

  constructor(slots = defaultSlots) {
    this.slots = new KeyedSlots(Math.min(slots, defaultSlots), randomSeed());
    this.#texts = new Array<string>(this.slots.capacity).fill('');
    this.#generation = new Uint16Array(this.slots.capacity);
    this.#sortKeys = new Float64Array(this.slots.capacity);
  }

  /** The number of `text`, which must be safe for a terminal; 0 for ''. */
  intern(text: string): number {
    if (text === '') return 0;
    const short = text.length > maxCharacters ? `${text.slice(0, maxCharacters - 1)}…` : text;
    const hash = hashText(short, this.slots.seed);
    let slot = this.slots.first(hash);
    while (slot >= 0 && this.#texts[slot] !== short) slot = this.slots.next(slot);
    if (slot >= 0) this.slots.touch(slot);
    else {
      slot = this.slots.take(hash);
      this.#texts[slot] = short;
      this.#sortKeys[slot] = textKey(short);
      this.#generation[slot] = (this.#generation[slot] as number) + 1;
    }
    return this.#idOf(slot);
  }

  /** '' for 0 and for texts that had to make room. */
  text(id: number): string {
    const slot = this.slotOf(id);
    return slot < 0 ? '' : (this.#texts[slot] ?? '');
  }

  /** What a table is sorted by: as `textKey` of the text, NaN without one. */
  sortKey(id: number): number {
    const slot = this.slotOf(id);
    return slot < 0 ? Number.NaN : (this.#sortKeys[slot] as number);
  }

  /** Where others may keep what belongs to a text; -1 when it is gone. */
  slotOf(id: number): number {
    if (id <= 0) return -1;
    const slot = (id - 1) % this.slots.capacity;
    return slot < this.slots.used && this.#idOf(slot) === id ? slot : -1;
  }

  #idOf(slot: number): number {
    return ((this.#generation[slot] as number) % (generations - 1)) * this.slots.capacity + slot + 1;
  }
}

function hashText(text: string, seed: number): number {
  let hash = seed;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
    hash ^= hash >>> 15;
  }
  return finishHash(hash);
}
