import { below, counted, packetRarity, type RarityBlock, roots, totalAt } from './packet-rarity.ts';
import { rarityBits } from './rarity.ts';

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
