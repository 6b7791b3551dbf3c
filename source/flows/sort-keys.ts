import { addressIpv6 } from '../decode/packet.ts';

/** How a table is sorted by one column. Keys are numbers, so that no strings are built for rows nobody sees. */
export type SortKey = {
  /** Smaller comes first; NaN for rows that have nothing in the column, which always come last. */
  readonly key: (slot: number) => number;
  /** Decides between rows of the same key, where the key says only the beginning of something longer. */
  readonly compare?: (slot: number, other: number) => number;
};

const packedCharacters = 6;

/** The beginning of a text as a number that sorts like it, whatever its case; NaN for ''. */
export function textKey(text: string): number {
  if (text === '') return Number.NaN;
  let key = 0;
  for (let index = 0; index < packedCharacters; index += 1) {
    let code = index < text.length ? text.charCodeAt(index) : 0;
    if (code >= 0x41 && code <= 0x5a) code += 0x20;
    key = key * 256 + (code > 255 ? 255 : code);
  }
  return key;
}

/** A key and comparison for a column of texts that exist already. */
export function byText(textOf: (slot: number) => string): SortKey {
  return {
    key: slot => textKey(textOf(slot)),
    compare: (slot, other) => compareTexts(textOf(slot), textOf(other)),
  };
}

function compareTexts(one: string, two: string): number {
  return one === two ? 0 : one < two ? -1 : 1;
}

/** The same for texts that are kept by number: most rows have none, or the same as their neighbours. */
export function byTextId(
  idOf: (slot: number) => number,
  textOf: (id: number) => string,
  keyOf: (id: number) => number = id => textKey(textOf(id)),
): SortKey {
  return {
    key: slot => {
      const id = idOf(slot);
      return id === 0 ? Number.NaN : keyOf(id);
    },
    compare: (slot, other) => {
      const one = idOf(slot);
      const two = idOf(other);
      return one === two ? 0 : compareTexts(textOf(one), textOf(two));
    },
  };
}

/** The same for few texts that never change: each is ranked once. `texts` by number, '' at 0. */
export function byRank(idOf: (slot: number) => number, texts: readonly string[]): SortKey {
  const ids = texts.map((_, id) => id);
  ids.sort((a, b) => (lower(texts, a) < lower(texts, b) ? -1 : 1));
  const ranks = new Float64Array(texts.length);
  for (const [rank, id] of ids.entries()) ranks[id] = texts[id] === '' ? Number.NaN : rank;
  return { key: slot => ranks[idOf(slot)] ?? Number.NaN };
}

function lower(texts: readonly string[], id: number): string {
  return (texts[id] ?? '').toLowerCase();
}

const ports = 65_536;
const afterIpv4 = 2 ** 48;

/** Orders by version, address and port. IPv6 is told by its first 48 bits: `compareAddresses` for the rest. */
export function addressKey(kind: number, address: Int32Array, at: number, port: number): number {
  if (kind !== addressIpv6) return ((address[at + 3] as number) >>> 0) * ports + port;
  return afterIpv4 + ((address[at] as number) >>> 0) * ports + ((address[at + 1] as number) >>> 16);
}

export function compareAddresses(address: Int32Array, at: number, otherAt: number): number {
  for (let word = 0; word < 4; word += 1) {
    const one = (address[at + word] as number) >>> 0;
    const other = (address[otherAt + word] as number) >>> 0;
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}
