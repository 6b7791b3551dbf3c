import type { Random } from './random.ts';

/** Values at which off-by-one, sign and overflow mistakes live. */
const interestingBytes = [
  0, 1, 2, 3, 4, 5, 7, 8, 0x0f, 0x10, 0x1f, 0x20, 0x3f, 0x40, 0x7e, 0x7f, 0x80, 0x81, 0xbf, 0xc0, 0xfe, 0xff,
];
const interestingWords = [
  0, 1, 2, 3, 4, 7, 8, 11, 12, 13, 16, 20, 40, 255, 256, 1500, 0x7fff, 0x8000, 0xfffe, 0xffff,
];
const interestingLongs = [
  0, 1, 4, 11, 12, 13, 16, 28, 31, 32, 33, 0xff, 0x100, 0xffff, 0x10000, 0x40000, 0x40001, 0x3ffffff,
  0x4000000, 0x4000001, 0x7ffffffc, 0x7fffffff, 0x80000000, 0xfffffff0, 0xfffffffc, 0xfffffffe, 0xffffffff,
];

/** Longest stretch inserted, deleted or repeated at once. */
const longestStretch = 64;

type Mutation = (bytes: Uint8Array, random: Random) => Uint8Array;

const flipBit: Mutation = (bytes, random) => {
  const at = random.below(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
  return bytes;
};

const setByte: Mutation = (bytes, random) => {
  bytes[random.below(bytes.length)] = random.chance(0.7) ? random.pick(interestingBytes) : random.below(256);
  return bytes;
};

/** Overwrites two or four bytes, where lengths tend to be, with a value that hurts. */
const attackLength: Mutation = (bytes, random) => {
  const wide = random.chance(0.5);
  const size = wide ? 4 : 2;
  if (bytes.length < size) return setByte(bytes, random);
  // Length fields are mostly aligned, and mostly off by little.
  const at = random.below(Math.floor((bytes.length - size) / 2) + 1) * 2;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = random.chance(0.5);
  const old = wide ? view.getUint32(at, little) : view.getUint16(at, little);
  const value = random.chance(0.4)
    ? old + random.between(-8, 8)
    : random.pick(wide ? interestingLongs : interestingWords);
  if (wide) view.setUint32(at, value, little);
  else view.setUint16(at, value, little);
  return bytes;
};

const truncate: Mutation = (bytes, random) => bytes.slice(0, random.below(bytes.length + 1));

const insert: Mutation = (bytes, random) => {
  const piece = random.chance(0.3)
    ? new Uint8Array(random.between(1, longestStretch))
    : random.bytes(random.between(1, longestStretch));
  return splice(bytes, random.below(bytes.length + 1), 0, piece);
};

const remove: Mutation = (bytes, random) => {
  const at = random.below(bytes.length);
  return splice(bytes, at, Math.min(bytes.length - at, random.between(1, longestStretch)), new Uint8Array(0));
};

const duplicate: Mutation = (bytes, random) => {
  const from = random.below(bytes.length);
  const piece = bytes.slice(from, from + random.between(1, longestStretch));
  return splice(bytes, random.chance(0.5) ? from : random.below(bytes.length), 0, piece);
};

const swap: Mutation = (bytes, random) => {
  const length = Math.min(random.between(1, 8), bytes.length);
  const from = random.below(bytes.length - length + 1);
  const piece = bytes.slice(from, from + length);
  bytes.set(piece.reverse(), from);
  return bytes;
};

/** Listed as often as they should come up. */
const mutations: readonly Mutation[] = [
  flipBit,
  flipBit,
  setByte,
  setByte,
  attackLength,
  attackLength,
  attackLength,
  truncate,
  insert,
  remove,
  duplicate,
  swap,
];

/** Up to this many mutations are laid on top of each other. */
const maximumMutations = 6;

/** A damaged copy of `original`; the same random state gives the same damage. */
export function mutate(original: Uint8Array, random: Random): Uint8Array {
  let bytes: Uint8Array = Uint8Array.from(original);
  // Mostly little damage: most of a file must survive for the deeper layers to be reached.
  const rounds = random.chance(0.5) ? 1 : random.between(1, maximumMutations);
  for (let round = 0; round < rounds; round += 1) {
    if (bytes.length === 0) return random.bytes(random.between(1, longestStretch));
    bytes = random.pick(mutations)(bytes, random);
  }
  return bytes;
}

function splice(bytes: Uint8Array, at: number, removed: number, added: Uint8Array): Uint8Array {
  const result = new Uint8Array(bytes.length - removed + added.length);
  result.set(bytes.subarray(0, at));
  result.set(added, at);
  result.set(bytes.subarray(at + removed), at + added.length);
  return result;
}
