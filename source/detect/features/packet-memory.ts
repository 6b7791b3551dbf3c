import type { Packet } from '../../decode/packet.ts';
import { mix } from '../../flows/keyed-table.ts';
import type { LearnedArray } from '../learned.ts';
import type { FrequencyMemory } from './frequency-memory.ts';
import { fastLog2 } from './logarithms.ts';
import type { PacketKeys } from './packet-keys.ts';
import { below, packetRarity, type RarityBlock, roots, totalAt } from './packet-rarity.ts';
import { createRarityBlock } from './rarity-block.ts';

const entries = 131_072;
/** Sizes in steps of a quarter of a doubling: what differs by a digit is the same. */
const sizeSteps = 4;

/** How often what a packet is was seen before: its parts by themselves, together, and given each other. */
export class PacketMemory {
  readonly frequencies: FrequencyMemory;
  /** Bits for the packet last looked up, by `packetRarity`. */
  readonly bits: Float64Array;
  readonly #block: RarityBlock;
  readonly #keys: Int32Array;
  readonly #places: Int32Array;
  readonly #belowKeys: Int32Array;
  readonly #totals: Float64Array;

  constructor(block: RarityBlock = createRarityBlock(entries)) {
    this.#block = block;
    this.frequencies = block.frequencies;
    this.bits = block.bits;
    this.#keys = block.keys;
    this.#places = block.places;
    this.#belowKeys = block.belowKeys;
    this.#totals = block.totals;
  }

  /** Bits of what was never seen in the packet last looked up. */
  get rareness(): number {
    return this.#block.sum[0] as number;
  }

  lookUp(p: Packet, keys: PacketKeys, seed: number): void {
    const own = this.#keys;
    const source = mix(mix(seed, 1), keys.source);
    const destination = mix(mix(seed, 2), keys.destination);
    const service = mix(mix(seed, 3), keys.service);
    // Asking and answering are two things.
    const used = mix(service, keys.side);
    const pair = mix(source, destination);
    const tuple = mix(pair, used);
    own[packetRarity.flags] = mix(mix(seed, 4), (p.ipProtocol << 16) ^ p.tcpFlags);
    own[packetRarity.protocol] = mix(mix(seed, 5), keys.protocol);
    own[packetRarity.service] = service;
    own[packetRarity.tuple] = tuple;
    own[packetRarity.pair] = pair;
    own[packetRarity.source] = source;
    own[packetRarity.destination] = destination;
    own[packetRarity.sourceService] = mix(mix(seed, 6), mix(source, used));
    own[packetRarity.destinationService] = mix(mix(seed, 7), mix(destination, used));
    own[packetRarity.etherType] = mix(mix(seed, 8), keys.etherType);
    const size = p.length > 0 ? (fastLog2(p.length) * sizeSteps) | 0 : 0;
    own[packetRarity.length] = mix(tuple + 1, size);
    own[packetRarity.timeToLive] = mix(source + 1, p.ttl);
    this.#belowKeys[below.sizesOfTuple] = mix(tuple, seed + 1);
    this.#belowKeys[below.timesOfSource] = mix(source, seed + 1);
    this.#belowKeys[below.destinationsOfSource] = mix(source, seed + 2);
    this.#belowKeys[below.servicesOfPair] = mix(pair, seed + 1);
    this.#belowKeys[below.servicesOfDestination] = mix(destination, seed + 1);
    this.#block.judge();
  }

  /** Remembers the packet last looked up. */
  learn(): void {
    const { frequencies } = this;
    const keys = this.#keys;
    const places = this.#places;
    const totals = this.#totals;
    const belowKeys = this.#belowKeys;
    totals[totalAt] = (totals[totalAt] as number) + 1;
    for (let index = 0; index < keys.length; index += 1) {
      if (frequencies.addAt(places[index] as number, keys[index] as number) > 0) continue;
      if (index < roots) totals[index] = (totals[index] as number) + 1;
      if (index === packetRarity.length) frequencies.add(belowKeys[below.sizesOfTuple] as number);
      else if (index === packetRarity.timeToLive) frequencies.add(belowKeys[below.timesOfSource] as number);
      else if (index === packetRarity.pair) frequencies.add(belowKeys[below.destinationsOfSource] as number);
      else if (index === packetRarity.tuple) frequencies.add(belowKeys[below.servicesOfPair] as number);
      else if (index === packetRarity.destinationService) {
        frequencies.add(belowKeys[below.servicesOfDestination] as number);
      }
    }
  }

  /** Old things fade. */
  halve(): void {
    this.frequencies.halve();
    for (let index = 0; index <= roots; index += 1) {
      this.#totals[index] = Math.floor((this.#totals[index] as number) / 2);
    }
  }

  saveTotals(): Float64Array {
    return this.#totals.slice();
  }

  totalsProblem(totals: LearnedArray | undefined): string | undefined {
    if (!(totals instanceof Float64Array) || totals.length !== roots + 1) return 'totals are missing';
    const isCount = totals.every(total => total >= 0 && total <= Number.MAX_SAFE_INTEGER);
    return isCount ? undefined : 'totals are damaged';
  }

  /** After no problem was found. */
  load(frequencies: Uint32Array, totals: Float64Array): void {
    this.frequencies.load(frequencies);
    this.#totals.set(totals);
  }
}
