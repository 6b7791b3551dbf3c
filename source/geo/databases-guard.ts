/**
 * Looks at a MaxMind DB before a library decodes it. The libraries trust a file: pointers that multiply or run in
 * circles, and texts of gigabytes, would keep them busy for hours. Here every structure has a weight, and what is
 * too heavy is not decoded at all.
 */

/** What a record or the metadata may hold; a city of GeoLite2 has about 150 values and 2 kB of text. */
const most = { values: 4096, textBytes: 65_536, depth: 12 } as const;

const extended = 0;
const pointer = 1;
const text = 2;
const double = 3;
const bytes = 4;
const map = 7;
const array = 11;
const boolean = 14;
const float = 15;

/** Largest number of bytes a number of that type has. */
const numberBytes: Readonly<Record<number, number>> = { 5: 2, 6: 4, 8: 4, 9: 8, 10: 16 };
/** What is added to a pointer of two, three and four bytes. */
const pointerBases = [0, 2048, 526_336, 0] as const;

export type Section = {
  readonly buffer: Buffer;
  /** Pointers count from here. */
  readonly base: number;
  readonly end: number;
};

/** True when what starts at `offset` is whole, of sensible size, and ends. */
export function isSound(section: Section, offset: number): boolean {
  return new Scale(section).weigh(offset, 0) !== undefined;
}

class Scale {
  readonly #section: Section;
  #values = 0;
  #textBytes = 0;
  #type = extended;
  #size = 0;
  #target = 0;

  constructor(section: Section) {
    this.#section = section;
  }

  /** Where the value ends; undefined when it is not sound. */
  weigh(offset: number, depth: number): number | undefined {
    const start = this.#control(offset);
    this.#values += 1;
    if (start === undefined || depth > most.depth || this.#values > most.values) return undefined;
    const type = this.#type;
    const size = this.#size;
    if (type === pointer) return this.weigh(this.#target, depth + 1) === undefined ? undefined : start;
    if (type === map || type === array) return this.#weighMany(start, size, type === map, depth);
    if (type === boolean) return size <= 1 ? start : undefined;
    if (type === text || type === bytes) this.#textBytes += size;
    else if (type === double || type === float) {
      if (size !== (type === double ? 8 : 4)) return undefined;
    } else if (size > (numberBytes[type] ?? -1)) return undefined;
    const end = start + size;
    return this.#textBytes <= most.textBytes && end <= this.#section.end ? end : undefined;
  }

  #weighMany(start: number, count: number, hasKeys: boolean, depth: number): number | undefined {
    let at: number | undefined = start;
    for (let index = 0; index < count; index += 1) {
      if (hasKeys) {
        if (!this.#isText(at)) return undefined;
        at = this.weigh(at, depth + 1);
        if (at === undefined) return undefined;
      }
      at = this.weigh(at, depth + 1);
      if (at === undefined) return undefined;
    }
    return at;
  }

  /** Keys are texts, or point to one. */
  #isText(offset: number): boolean {
    const type = this.#typeAt(offset);
    return type === text || (type === pointer && this.#typeAt(this.#target) === text);
  }

  #typeAt(offset: number): number {
    return this.#control(offset) === undefined ? extended : this.#type;
  }

  /** Reads type and size (of a pointer: its target); where the content begins. */
  #control(offset: number): number | undefined {
    const { buffer, base, end } = this.#section;
    // The longest control is six bytes; a value that close to the end is checked by its own size.
    if (offset < base || offset >= end) return undefined;
    const control = buffer[offset] ?? 0;
    let at = offset + 1;
    this.#type = control >>> 5;
    if (this.#type === pointer) {
      const length = ((control >>> 3) & 3) + 1;
      if (at + length > end) return undefined;
      const high = length === 4 ? 0 : (control & 7) * 256 ** length;
      this.#target = base + (pointerBases[length - 1] ?? 0) + high + buffer.readUIntBE(at, length);
      return at + length;
    }
    if (this.#type === extended) {
      this.#type = (buffer[at] ?? 0) + 7;
      at += 1;
      if (this.#type <= map) return undefined;
    }
    this.#size = control & 31;
    const more = Math.max(this.#size - 28, 0);
    if (at + more > end) return undefined;
    if (more === 1) this.#size = 29 + (buffer[at] ?? 0);
    else if (more === 2) this.#size = 285 + buffer.readUInt16BE(at);
    else if (more === 3) this.#size = 65_821 + buffer.readUIntBE(at, 3);
    return at + more;
  }
}
