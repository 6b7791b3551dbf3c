import { mix } from '../../flows/keyed-table.ts';
import { fastLog2 } from './logarithms.ts';
import { below, counted, packetRarity, type RarityBlock, roots, totalAt } from './packet-rarity.ts';
import { rarityBits } from './rarity.ts';

/** Sizes in steps of a quarter of a doubling: what differs by a digit is the same. */
const sizeSteps = 4;
/** Of what belongs to something new: as likely as not. */
const unknownBits = 1;

/** The twin of `assembly/kernel.ts` in every bit, for where there is no WebAssembly. */
export function judgeRarities(block: RarityBlock): void {
  const { frequencies, keys, places, counts, totals, bits } = block;
  const total = totals[totalAt] as number;
  for (let index = 0; index < counted; index += 1) {
    const place = frequencies.find(keys[index] as number);
    places[index] = place;
    counts[index] = frequencies.countAt(place);
  }
  for (let index = 0; index < roots; index += 1) {
    bits[index] = rarityBits(total, counts[index] as number, totals[index] as number);
  }
  const { tuple, pair, source, destination, destinationService } = packetRarity;
  given(block, packetRarity.length, packetRarity.length, tuple, below.sizesOfTuple);
  given(block, packetRarity.timeToLive, packetRarity.timeToLive, source, below.timesOfSource);
  given(block, packetRarity.destinationOfSource, pair, source, below.destinationsOfSource);
  given(block, packetRarity.serviceOfPair, tuple, pair, below.servicesOfPair);
  given(
    block,
    packetRarity.serviceOfDestination,
    destinationService,
    destination,
    below.servicesOfDestination,
  );
  sumUp(block);
}

/** How rare a part is given the whole it belongs to; where that is new itself, nobody knows. */
function given(block: RarityBlock, index: number, part: number, whole: number, different: number): void {
  const total = block.counts[whole] as number;
  if (total === 0) {
    block.bits[index] = unknownBits;
    return;
  }
  const distinct = block.frequencies.count(block.belowKeys[different] as number);
  block.bits[index] = rarityBits(total, block.counts[part] as number, distinct);
}

/**
 * What is new explained by what is not: a new pair counts as what it is to its source, and how known the
 * destination is; a new service of theirs as what it is to them, and whether others use it there.
 */
function sumUp({ bits, counts, sum: into }: RarityBlock): void {
  let sum = (bits[packetRarity.destinationOfSource] as number) + (bits[packetRarity.serviceOfPair] as number);
  if (counts[packetRarity.source] === 0) sum += bits[packetRarity.source] as number;
  if (counts[packetRarity.pair] === 0) sum += bits[packetRarity.destination] as number;
  if (counts[packetRarity.tuple] === 0) {
    sum += bits[packetRarity.serviceOfDestination] as number;
    if (counts[packetRarity.destinationService] === 0) sum += bits[packetRarity.service] as number;
  }
  into[0] = sum;
}

/** The keys of what is remembered of a packet. */
export function fillKeys(
  { keys, belowKeys }: RarityBlock,
  seed: number,
  from: number,
  to: number,
  about: number,
  side: number,
  protocol: number,
  etherType: number,
  flags: number,
  length: number,
  timeToLive: number,
): void {
  const source = mix(mix(seed, 1), from);
  const destination = mix(mix(seed, 2), to);
  const service = mix(mix(seed, 3), about);
  // Asking and answering are two things.
  const used = mix(service, side);
  const pair = mix(source, destination);
  const tuple = mix(pair, used);
  keys[packetRarity.flags] = mix(mix(seed, 4), flags);
  keys[packetRarity.protocol] = mix(mix(seed, 5), protocol);
  keys[packetRarity.service] = service;
  keys[packetRarity.tuple] = tuple;
  keys[packetRarity.pair] = pair;
  keys[packetRarity.source] = source;
  keys[packetRarity.destination] = destination;
  keys[packetRarity.sourceService] = mix(mix(seed, 6), mix(source, used));
  keys[packetRarity.destinationService] = mix(mix(seed, 7), mix(destination, used));
  keys[packetRarity.etherType] = mix(mix(seed, 8), etherType);
  const size = length > 0 ? (fastLog2(length) * sizeSteps) | 0 : 0;
  keys[packetRarity.length] = mix(tuple + 1, size);
  keys[packetRarity.timeToLive] = mix(source + 1, timeToLive);
  belowKeys[below.sizesOfTuple] = mix(tuple, seed + 1);
  belowKeys[below.timesOfSource] = mix(source, seed + 1);
  belowKeys[below.destinationsOfSource] = mix(source, seed + 2);
  belowKeys[below.servicesOfPair] = mix(pair, seed + 1);
  belowKeys[below.servicesOfDestination] = mix(destination, seed + 1);
}

export function addKnown({ frequencies, keys, places }: RarityBlock): number {
  let unknown = 0;
  for (let index = 0; index < counted; index += 1) {
    if (!frequencies.addKnown(places[index] as number, keys[index] as number)) unknown |= 1 << index;
  }
  return unknown;
}
