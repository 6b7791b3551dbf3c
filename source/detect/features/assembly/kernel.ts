/**
 * AssemblyScript, not TypeScript: `npm run build` makes build/detect/features/kernel.wasm of it. The plain twin is
 * `../plain-rarities.ts`, and that of `rates.ts` `../plain-rates.ts`; they must find the same to the last digit.
 *
 * A packet asks for seventeen counts. Each is found by comparing the eight tags of a set at once: one by one, where
 * the right tag stands is a guess that is mostly wrong, and a wrong guess costs more than all eight comparisons.
 */

import { belowKeysAt, bitsAt, countsAt, keysAt, log2, placesAt, sumAt, totalsAt } from './block';

export { rates } from './rates';

/** Tag and count of an entry stand side by side, eight entries to a set. */
const setShift: u32 = 6;
const largestCount: u32 = 0x3fff_ffff;

/** See `packetRarity`. */
const flags: usize = 0;
const protocol: usize = 1;
const service: usize = 2;
const tuple: usize = 3;
const pair: usize = 4;
const source: usize = 5;
const destination: usize = 6;
const sourceService: usize = 7;
const destinationService: usize = 8;
const etherType: usize = 9;
const length: usize = 10;
const timeToLive: usize = 11;
const destinationOfSource: usize = 12;
const serviceOfPair: usize = 13;
const serviceOfDestination: usize = 14;
const roots: usize = 10;
const counted: usize = 12;

const unknownBits: f64 = 1;
const sizeSteps: f64 = 4;

/** Bytes from the beginning of the table to the entry, −1 where there is none. */
function find(mask: u32, key: u32): i32 {
  const at: usize = (key & mask) << setShift;
  const tag = i32x4.splat(key);
  const first = v128.shuffle<i32>(v128.load(at), v128.load(at, 16), 0, 2, 4, 6);
  const second = v128.shuffle<i32>(v128.load(at, 32), v128.load(at, 48), 0, 2, 4, 6);
  const found = i32x4.bitmask(i32x4.eq(first, tag)) | (i32x4.bitmask(i32x4.eq(second, tag)) << 4);
  return found === 0 ? -1 : i32(at) + (ctz(found) << 3);
}

function countAt(place: i32): u32 {
  return place < 0 ? 0 : load<u32>(place, 4);
}

function countOf(block: usize, part: usize): f64 {
  return load<f64>(block + (part << 3), countsAt);
}

function bitsOf(block: usize, part: usize): f64 {
  return load<f64>(block + (part << 3), bitsAt);
}

function setBits(block: usize, part: usize, bits: f64): void {
  store<f64>(block + (part << 3), bits, bitsAt);
}

function rarityBits(block: usize, total: f64, count: f64, distinct: f64): f64 {
  const most = count > distinct ? count : distinct;
  return most >= total ? 0 : log2(block, (total + 1) / (most + 0.5));
}

function given(block: usize, mask: u32, index: usize, part: usize, whole: usize, below: usize): void {
  const total = countOf(block, whole);
  if (total === 0) {
    setBits(block, index, unknownBits);
    return;
  }
  const distinct = f64(countAt(find(mask, load<u32>(block + (below << 2), belowKeysAt))));
  setBits(block, index, rarityBits(block, total, countOf(block, part), distinct));
}

function mix(hash: u32, word: u32): u32 {
  let value = (hash ^ word) + 0x9e3779b9;
  value ^= value >> 16;
  value *= 0x85ebca6b;
  value ^= value >> 13;
  value *= 0xc2b2ae35;
  return value ^ (value >> 16);
}

function setKey(block: usize, part: usize, key: u32): void {
  store<u32>(block + (part << 2), key, keysAt);
}

function setBelow(block: usize, below: usize, key: u32): void {
  store<u32>(block + (below << 2), key, belowKeysAt);
}

/** The twin of `fillKeys`. */
export function fillKeys(
  block: usize,
  seed: u32,
  from: u32,
  to: u32,
  about: u32,
  side: u32,
  kind: u32,
  frame: u32,
  marks: u32,
  bytes: i32,
  hops: u32,
): void {
  const sourceKey = mix(mix(seed, 1), from);
  const destinationKey = mix(mix(seed, 2), to);
  const serviceKey = mix(mix(seed, 3), about);
  const used = mix(serviceKey, side);
  const pairKey = mix(sourceKey, destinationKey);
  const tupleKey = mix(pairKey, used);
  setKey(block, flags, mix(mix(seed, 4), marks));
  setKey(block, protocol, mix(mix(seed, 5), kind));
  setKey(block, service, serviceKey);
  setKey(block, tuple, tupleKey);
  setKey(block, pair, pairKey);
  setKey(block, source, sourceKey);
  setKey(block, destination, destinationKey);
  setKey(block, sourceService, mix(mix(seed, 6), mix(sourceKey, used)));
  setKey(block, destinationService, mix(mix(seed, 7), mix(destinationKey, used)));
  setKey(block, etherType, mix(mix(seed, 8), frame));
  const size = bytes > 0 ? i32(log2(block, f64(bytes)) * sizeSteps) : 0;
  setKey(block, length, mix(tupleKey + 1, size));
  setKey(block, timeToLive, mix(sourceKey + 1, hops));
  setBelow(block, 0, mix(tupleKey, seed + 1));
  setBelow(block, 1, mix(sourceKey, seed + 1));
  setBelow(block, 2, mix(sourceKey, seed + 2));
  setBelow(block, 3, mix(pairKey, seed + 1));
  setBelow(block, 4, mix(destinationKey, seed + 1));
}

/** Looks up the keys in the block, in a table that begins the memory. */
export function judge(mask: u32, block: usize): void {
  const packets = load<f64>(block, totalsAt + (roots << 3));
  for (let index: usize = 0; index < counted; index++) {
    const place = find(mask, load<u32>(block + (index << 2), keysAt));
    store<i32>(block + (index << 2), place >> 2, placesAt);
    store<f64>(block + (index << 3), f64(countAt(place)), countsAt);
  }
  for (let index: usize = 0; index < roots; index++) {
    const different = load<f64>(block + (index << 3), totalsAt);
    setBits(block, index, rarityBits(block, packets, countOf(block, index), different));
  }
  given(block, mask, length, length, tuple, 0);
  given(block, mask, timeToLive, timeToLive, source, 1);
  given(block, mask, destinationOfSource, pair, source, 2);
  given(block, mask, serviceOfPair, tuple, pair, 3);
  given(block, mask, serviceOfDestination, destinationService, destination, 4);
  let sum = bitsOf(block, destinationOfSource) + bitsOf(block, serviceOfPair);
  if (countOf(block, source) === 0) sum += bitsOf(block, source);
  if (countOf(block, pair) === 0) sum += bitsOf(block, destination);
  if (countOf(block, tuple) === 0) {
    sum += bitsOf(block, serviceOfDestination);
    if (countOf(block, destinationService) === 0) sum += bitsOf(block, service);
  }
  store<f64>(block, sum, sumAt);
}

/** The twin of `addKnown`. */
export function addKnown(block: usize): u32 {
  let unknown: u32 = 0;
  for (let index: usize = 0; index < counted; index++) {
    const place = load<i32>(block + (index << 2), placesAt) << 2;
    const isThere = place >= 0 && load<u32>(place) === load<u32>(block + (index << 2), keysAt);
    const count = isThere ? load<u32>(place, 4) : 0;
    if (count === 0) unknown |= 1 << u32(index);
    else if (count < largestCount) store<u32>(place, count + 1, 4);
  }
  return unknown;
}
