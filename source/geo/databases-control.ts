/** The first bytes of every value of a MaxMind DB: its type, and its size or where it leads. */

export const mmdbType = {
  extended: 0,
  pointer: 1,
  text: 2,
  double: 3,
  bytes: 4,
  shortNumber: 5,
  number: 6,
  map: 7,
  array: 11,
  boolean: 14,
  float: 15,
} as const;

/** What is added to a pointer of two, three and four bytes. */
const pointerBases = [0, 2048, 526_336, 0] as const;

export type Section = {
  readonly buffer: Buffer;
  /** Pointers count from here. */
  readonly base: number;
  readonly end: number;
};

/** Reads one control after another; what the last one said stays in its fields. */
export class ControlReader {
  readonly section: Section;
  type = 0;
  /** Bytes of a text or number, entries of a map or array, 1 for a truth. */
  size = 0;
  /** Where a pointer leads. */
  target = 0;

  constructor(section: Section) {
    this.section = section;
  }

  /** Where the content begins; undefined when there is no control. */
  read(offset: number): number | undefined {
    const { buffer, base, end } = this.section;
    // The longest control is six bytes; a value that close to the end is checked by its own size.
    if (offset < base || offset >= end) return undefined;
    const control = buffer[offset] ?? 0;
    let at = offset + 1;
    this.type = control >>> 5;
    if (this.type === mmdbType.pointer) {
      const length = ((control >>> 3) & 3) + 1;
      if (at + length > end) return undefined;
      const high = length === 4 ? 0 : (control & 7) * 256 ** length;
      this.target = base + (pointerBases[length - 1] ?? 0) + high + buffer.readUIntBE(at, length);
      return at + length;
    }
    if (this.type === mmdbType.extended) {
      this.type = (buffer[at] ?? 0) + 7;
      at += 1;
      if (this.type <= mmdbType.map) return undefined;
    }
    this.size = control & 31;
    const more = Math.max(this.size - 28, 0);
    if (at + more > end) return undefined;
    if (more === 1) this.size = 29 + (buffer[at] ?? 0);
    else if (more === 2) this.size = 285 + buffer.readUInt16BE(at);
    else if (more === 3) this.size = 65_821 + buffer.readUIntBE(at, 3);
    return at + more;
  }
}
