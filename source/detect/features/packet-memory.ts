import type { Packet } from '../../decode/packet.ts';
import { mix } from '../../flows/keyed-table.ts';
import type { LearnedArray } from '../learned.ts';
import { FrequencyMemory } from './frequency-memory.ts';
import { fastLog2 } from './logarithms.ts';
import type { PacketKeys } from './packet-keys.ts';
import { rarityBits } from './rarity.ts';

const entries = 131_072;
/** Sizes in steps of a quarter of a doubling: what differs by a digit is the same. */
const sizeSteps = 4;

/** Of what belongs to something new: as likely as not. */
const unknownBits = 1;

/** What is remembered of a packet: how rare it is among all packets … */
export const packetRarity = {
  flags: 0,
  protocol: 1,
  service: 2,
  tuple: 3,
  pair: 4,
  source: 5,
  destination: 6,
  sourceService: 7,
  destinationService: 8,
  etherType: 9,
  // … and how rare given another part of it.
  length: 10,
  timeToLive: 11,
  destinationOfSource: 12,
  serviceOfPair: 13,
  serviceOfDestination: 14,
} as const;
const relations = 15;
/** The first so many are among all packets, and counted by a key of their own. */
const roots = 10;
/** And these given others as well; the rest are given others what is counted already. */
const counted = 12;
const totalAt = roots;

/** Which different things are counted below what. */
const below = {
  sizesOfTuple: 0,
  timesOfSource: 1,
  destinationsOfSource: 2,
  servicesOfPair: 3,
  servicesOfDestination: 4,
};
const belowCount = 5;

/** How often what a packet is was seen before: its parts by themselves, together, and given each other. */
export class PacketMemory {
  readonly frequencies = new FrequencyMemory(entries);
  /** Bits for the packet last looked up, by `packetRarity`. */
  readonly bits = new Float64Array(relations);
  readonly #keys = new Int32Array(counted);
  readonly #places = new Int32Array(counted);
  readonly #counts = new Float64Array(counted);
  readonly #belowKeys = new Int32Array(belowCount);
  /** Different things of each of the roots, then packets learned. */
  readonly #totals = new Float64Array(roots + 1);
  readonly #sum = new Float64Array(1);

  /** Bits of what was never seen in the packet last looked up. */
  get rareness(): number {
    return this.#sum[0] as number;
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
    this.#judge();
  }

  /** Remembers the packet last looked up. */
  learn(): void {
    const { frequencies } = this;
    const keys = this.#keys;
    const totals = this.#totals;
    const belowKeys = this.#belowKeys;
    totals[totalAt] = (totals[totalAt] as number) + 1;
    for (let index = 0; index < counted; index += 1) {
      if (frequencies.addAt(this.#places[index] as number, keys[index] as number) > 0) continue;
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

  #judge(): void {
    const { frequencies, bits } = this;
    const keys = this.#keys;
    const counts = this.#counts;
    const totals = this.#totals;
    const total = totals[totalAt] as number;
    for (let index = 0; index < counted; index += 1) {
      const place = frequencies.find(keys[index] as number);
      this.#places[index] = place;
      counts[index] = frequencies.countAt(place);
    }
    for (let index = 0; index < roots; index += 1) {
      bits[index] = rarityBits(total, counts[index] as number, totals[index] as number);
    }
    const { tuple, pair, source, destination, destinationService } = packetRarity;
    this.#given(packetRarity.length, packetRarity.length, tuple, below.sizesOfTuple);
    this.#given(packetRarity.timeToLive, packetRarity.timeToLive, source, below.timesOfSource);
    this.#given(packetRarity.destinationOfSource, pair, source, below.destinationsOfSource);
    this.#given(packetRarity.serviceOfPair, tuple, pair, below.servicesOfPair);
    this.#given(
      packetRarity.serviceOfDestination,
      destinationService,
      destination,
      below.servicesOfDestination,
    );
    this.#sumUp();
  }

  /** How rare a part is given the whole it belongs to; where that is new itself, nobody knows. */
  #given(index: number, part: number, whole: number, different: number): void {
    const total = this.#counts[whole] as number;
    if (total === 0) {
      this.bits[index] = unknownBits;
      return;
    }
    const distinct = this.frequencies.count(this.#belowKeys[different] as number);
    this.bits[index] = rarityBits(total, this.#counts[part] as number, distinct);
  }

  /**
   * What is new explained by what is not: a new pair counts as what it is to its source, and how known the
   * destination is; a new service of theirs as what it is to them, and whether others use it there.
   */
  #sumUp(): void {
    const { bits } = this;
    const counts = this.#counts;
    let sum =
      (bits[packetRarity.destinationOfSource] as number) + (bits[packetRarity.serviceOfPair] as number);
    if (counts[packetRarity.source] === 0) sum += bits[packetRarity.source] as number;
    if (counts[packetRarity.pair] === 0) sum += bits[packetRarity.destination] as number;
    if (counts[packetRarity.tuple] === 0) {
      sum += bits[packetRarity.serviceOfDestination] as number;
      if (counts[packetRarity.destinationService] === 0) sum += bits[packetRarity.service] as number;
    }
    this.#sum[0] = sum;
  }
}
