/** Sections as bytes: a head in JSON that says what follows, then the numbers of all arrays. */
import type { LearnedArray, Section } from '../learned.ts';

export type NamedSection = { readonly name: string; readonly section: Section };

export const sectionLimits = { sections: 256, arrays: 256, nameCharacters: 64, headBytes: 4 << 20 } as const;

const constructors = {
  Float32Array,
  Float64Array,
  Int32Array,
  Uint32Array,
  Uint16Array,
  Uint8Array,
} as const;

type ArrayType = keyof typeof constructors;

const lengthBytes = 4;
const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
/** After so many bytes others may go on. */
const pauseBytes = 1 << 18;

/** Does not hold up the event loop for longer than one large array takes. */
export async function packSections(sections: readonly NamedSection[]): Promise<Uint8Array> {
  const head = sections.map(({ name, section }) => ({
    name,
    facts: section.facts,
    arrays: Object.entries(section.arrays).map(([key, array]) => [key, typeOf(array), array.length]),
  }));
  const headBytes = new TextEncoder().encode(JSON.stringify(head));
  const arrays = sections.flatMap(({ section }) => Object.values(section.arrays));
  const total = arrays.reduce((sum, array) => sum + array.byteLength, lengthBytes + headBytes.length);
  const packed = new Uint8Array(total);
  new DataView(packed.buffer).setUint32(0, headBytes.length, true);
  packed.set(headBytes, lengthBytes);
  let at = lengthBytes + headBytes.length;
  let unpaused = 0;
  for (const array of arrays) {
    writePlanes(array, packed, at);
    at += array.byteLength;
    unpaused += array.byteLength;
    if (unpaused < pauseBytes) continue;
    unpaused = 0;
    await new Promise(resolve => setImmediate(resolve));
  }
  return packed;
}

/** Undefined when the bytes are not what `packSections` makes. Never allocates more than they hold. */
export function unpackSections(packed: Uint8Array): readonly NamedSection[] | undefined {
  if (packed.length < lengthBytes) return undefined;
  const headLength = new DataView(packed.buffer, packed.byteOffset).getUint32(0, true);
  const start = lengthBytes + headLength;
  if (headLength > sectionLimits.headBytes || start > packed.length) return undefined;
  const head = parseJson(packed.subarray(lengthBytes, start));
  if (!Array.isArray(head) || head.length > sectionLimits.sections) return undefined;
  const sections: NamedSection[] = [];
  let at = start;
  for (const entry of head as readonly unknown[]) {
    const read = readSection(entry, packed, at);
    if (read === undefined || sections.some(known => known.name === read.named.name)) return undefined;
    sections.push(read.named);
    at = read.end;
  }
  return at === packed.length ? sections : undefined;
}

function readSection(
  entry: unknown,
  packed: Uint8Array,
  start: number,
): { readonly named: NamedSection; readonly end: number } | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined;
  const { name, facts, arrays } = entry as Record<string, unknown>;
  if (!isName(name) || typeof facts !== 'object' || facts === null || Array.isArray(facts)) return undefined;
  if (!Array.isArray(arrays) || arrays.length > sectionLimits.arrays) return undefined;
  // Keys come from a file: an object without a prototype has nothing they could reach.
  const read: Record<string, LearnedArray> = Object.create(null) as Record<string, LearnedArray>;
  let at = start;
  for (const described of arrays as readonly unknown[]) {
    if (!Array.isArray(described)) return undefined;
    const [key, type, length] = described as readonly unknown[];
    if (!isName(key) || !isArrayType(type) || key in read) return undefined;
    if (typeof length !== 'number' || !Number.isInteger(length) || length < 0) return undefined;
    const byteLength = length * constructors[type].BYTES_PER_ELEMENT;
    if (byteLength > packed.length - at) return undefined;
    const array = new constructors[type](length);
    readPlanes(array, packed, at);
    read[key] = array;
    at += byteLength;
  }
  return { named: { name, section: { facts: facts as Section['facts'], arrays: read } }, end: at };
}

/** First all lowest bytes, then all second ones: what is alike stands together, and packs to half the size. */
function writePlanes(array: LearnedArray, into: Uint8Array, start: number): void {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  const { length, BYTES_PER_ELEMENT: size } = array;
  let to = start;
  for (let plane = 0; plane < size; plane += 1) {
    const from = isLittleEndian ? plane : size - 1 - plane;
    for (let index = 0; index < length; index += 1) {
      into[to] = bytes[index * size + from] as number;
      to += 1;
    }
  }
}

function readPlanes(array: LearnedArray, packed: Uint8Array, start: number): void {
  const bytes = new Uint8Array(array.buffer);
  const { length, BYTES_PER_ELEMENT: size } = array;
  let at = start;
  for (let plane = 0; plane < size; plane += 1) {
    const to = isLittleEndian ? plane : size - 1 - plane;
    for (let index = 0; index < length; index += 1) {
      bytes[index * size + to] = packed[at] as number;
      at += 1;
    }
  }
}

function typeOf(array: LearnedArray): ArrayType {
  const type = array.constructor.name;
  if (!isArrayType(type)) throw new TypeError(`A baseline cannot hold a ${type}.`);
  return type;
}

function isArrayType(value: unknown): value is ArrayType {
  return typeof value === 'string' && Object.hasOwn(constructors, value);
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= sectionLimits.nameCharacters;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
