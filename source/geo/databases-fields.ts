import { ControlReader, mmdbType, type Section } from './databases-control.ts';

/**
 * Reads those fields of a record that are wanted and steps over all others: a city of GeoLite2 has 150 values, mostly
 * names in languages nobody asked for, and the libraries decode them all. What a hostile file can cost is bounded
 * here as well.
 */

/** Names of wanted fields, and what is wanted of each; `*` stands for the first of any name. */
export type Wanted = { readonly [name: string]: Wanted | true };

export type Field = string | number | Fields | undefined;
export type Fields = { readonly [name: string]: Field };

const most = { steps: 4096, depth: 12, nameBytes: 64, textBytes: 512 } as const;

class DamagedRecord extends Error {}

export class FieldReader {
  readonly #control: ControlReader;
  readonly #wanted: Wanted;
  readonly #section: Section;
  #steps = 0;

  constructor(section: Section, wanted: Wanted) {
    this.#section = section;
    this.#control = new ControlReader(section);
    this.#wanted = wanted;
  }

  /** Undefined when the record is damaged, or more than any honest one. */
  read(offset: number): { readonly value: Field } | undefined {
    this.#steps = 0;
    try {
      return { value: this.#value(offset, this.#wanted, 0) };
    } catch (error) {
      if (error instanceof DamagedRecord) return undefined;
      throw error;
    }
  }

  /** The value at `offset`, or what is wanted of it. */
  #value(offset: number, wanted: Wanted | true, depth: number): Field {
    const start = this.#begin(offset, depth);
    const { type, size } = this.#control;
    if (type === mmdbType.pointer) return this.#value(this.#control.target, wanted, depth + 1);
    if (type === mmdbType.map) return wanted === true ? undefined : this.#fields(start, size, wanted, depth);
    if (type === mmdbType.text) return this.#text(start, size, most.textBytes);
    if (type !== mmdbType.number && type !== mmdbType.shortNumber) return undefined;
    if (size > 4 || start + size > this.#section.end) throw new DamagedRecord();
    return size === 0 ? 0 : this.#section.buffer.readUIntBE(start, size);
  }

  #fields(start: number, count: number, wanted: Wanted, depth: number): Fields {
    const fields: Record<string, Field> = Object.create(null);
    let at = start;
    for (let index = 0; index < count; index += 1) {
      const name = this.#name(at, depth);
      at = this.#skip(at, depth + 1);
      const isKnown = Object.hasOwn(wanted, name);
      const first = isKnown || '*' in fields ? undefined : wanted['*'];
      const inner = isKnown ? wanted[name] : first;
      if (inner !== undefined) fields[isKnown ? name : '*'] = this.#value(at, inner, depth + 1);
      at = this.#skip(at, depth + 1);
    }
    return fields;
  }

  /** '' for what is no name that anybody wants. */
  #name(offset: number, depth: number): string {
    let start = this.#begin(offset, depth);
    if (this.#control.type === mmdbType.pointer) start = this.#begin(this.#control.target, depth);
    const { type, size } = this.#control;
    if (type !== mmdbType.text) throw new DamagedRecord();
    return size > most.nameBytes ? '' : this.#text(start, size, most.nameBytes);
  }

  #text(start: number, size: number, mostBytes: number): string {
    if (start + size > this.#section.end) throw new DamagedRecord();
    return this.#section.buffer.toString('utf8', start, start + Math.min(size, mostBytes));
  }

  /** Where the value at `offset` ends; what pointers lead to is not looked at. */
  #skip(offset: number, depth: number): number {
    const start = this.#begin(offset, depth);
    const { type, size } = this.#control;
    if (type === mmdbType.pointer || type === mmdbType.boolean) return start;
    if (type !== mmdbType.map && type !== mmdbType.array) return start + size;
    let at = start;
    const values = type === mmdbType.map ? size * 2 : size;
    for (let index = 0; index < values; index += 1) at = this.#skip(at, depth + 1);
    return at;
  }

  #begin(offset: number, depth: number): number {
    this.#steps += 1;
    const start = this.#steps > most.steps || depth > most.depth ? undefined : this.#control.read(offset);
    if (start === undefined) throw new DamagedRecord();
    return start;
  }
}
