import { ControlReader, mmdbType, type Section } from './databases-control.ts';

/**
 * Looks at the metadata of a MaxMind DB before a library decodes them. The libraries trust a file: pointers that
 * multiply or run in circles, and texts of gigabytes, would keep them busy for hours. Here every structure has a
 * weight, and what is too heavy is not decoded at all.
 */

/** What a record or the metadata may hold; honest metadata have twenty values. */
const most = { values: 4096, textBytes: 65_536, depth: 12 } as const;

const { pointer, text, double, bytes, map, array, boolean, float } = mmdbType;

/** Largest number of bytes a number of that type has. */
const numberBytes: Readonly<Record<number, number>> = { 5: 2, 6: 4, 8: 4, 9: 8, 10: 16 };
/** True when what starts at `offset` is whole, of sensible size, and ends. */
export function isSound(section: Section, offset: number): boolean {
  return new Scale(section).weigh(offset, 0) !== undefined;
}

class Scale {
  readonly #control: ControlReader;
  #values = 0;
  #textBytes = 0;

  constructor(section: Section) {
    this.#control = new ControlReader(section);
  }

  /** Where the value ends; undefined when it is not sound. */
  weigh(offset: number, depth: number): number | undefined {
    const start = this.#control.read(offset);
    this.#values += 1;
    if (start === undefined || depth > most.depth || this.#values > most.values) return undefined;
    const type = this.#control.type;
    const size = this.#control.size;
    if (type === pointer)
      return this.weigh(this.#control.target, depth + 1) === undefined ? undefined : start;
    if (type === map || type === array) return this.#weighMany(start, size, type === map, depth);
    if (type === boolean) return size <= 1 ? start : undefined;
    if (type === text || type === bytes) this.#textBytes += size;
    else if (type === double || type === float) {
      if (size !== (type === double ? 8 : 4)) return undefined;
    } else if (size > (numberBytes[type] ?? -1)) return undefined;
    const end = start + size;
    return this.#textBytes <= most.textBytes && end <= this.#control.section.end ? end : undefined;
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
    return type === text || (type === pointer && this.#typeAt(this.#control.target) === text);
  }

  #typeAt(offset: number): number {
    return this.#control.read(offset) === undefined ? mmdbType.extended : this.#control.type;
  }
}
