import type { Packet } from '../../decode/packet.ts';
import { mix } from '../../flows/keyed-table.ts';
import { FrequencyMemory } from './frequency-memory.ts';
import type { PacketKeys } from './packet-keys.ts';
import { distinctKey, learnChild, rarityBits } from './rarity.ts';

const entries = 131_072;
/** Sizes in steps of a quarter of a doubling: what differs by a digit is the same. */
const sizeSteps = 4;

/** What is remembered of a packet: pairs of a whole and one of its parts. */
const relation = {
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
  length: 10,
  timeToLive: 11,
  destinationOfSource: 12,
  serviceOfPair: 13,
  serviceOfDestination: 14,
} as const;
const relations = 15;
/** Roots of what is counted over all packets. */
const rootMark = 0x726f_6f74;

/** Bits by relation; see `packetRarity`. */
export const packetRarity = relation;

/**
 * How often what a packet is was seen before: its parts by themselves, together, and given each other.
 */
export class PacketMemory {
  readonly frequencies = new FrequencyMemory(entries);
  /** Bits of each relation for the packet last looked up. */
  readonly bits = new Float64Array(relations);
  /** Whether it was never seen, by relation. */
  readonly isNew = new Uint8Array(relations);
  readonly #parents = new Int32Array(relations);
  readonly #children = new Int32Array(relations);
  readonly #sum = new Float64Array(1);

  lookUp(p: Packet, keys: PacketKeys, seed: number): void {
    const source = mix(mix(seed, 1), keys.source);
    const destination = mix(mix(seed, 2), keys.destination);
    const service = mix(mix(seed, 3), keys.service);
    const pair = mix(source, destination);
    // Asking and answering are two things.
    const tuple = mix(mix(pair, service), keys.side);
    const used = mix(service, keys.side);
    this.#common(seed, relation.flags, mix(p.ipProtocol, p.tcpFlags));
    this.#common(seed, relation.protocol, keys.protocol);
    this.#common(seed, relation.service, keys.service);
    this.#common(seed, relation.etherType, keys.etherType);
    this.#relate(seed, relation.source, rootMark, source);
    this.#relate(seed, relation.destination, rootMark + 1, destination);
    this.#relate(seed, relation.pair, rootMark + 2, mix(pair, 1));
    this.#relate(seed, relation.tuple, rootMark + 3, mix(tuple, 1));
    this.#relate(seed, relation.sourceService, rootMark + 4, mix(mix(source, used), 1));
    this.#relate(seed, relation.destinationService, rootMark + 5, mix(mix(destination, used), 1));
    const size = p.length > 0 ? Math.floor(Math.log2(p.length) * sizeSteps) : 0;
    this.#given(relation.length, tuple, size);
    this.#given(relation.timeToLive, source, p.ttl);
    this.#given(relation.destinationOfSource, mix(source, 2), destination);
    this.#given(relation.serviceOfPair, mix(pair, 2), used);
    this.#given(relation.serviceOfDestination, mix(destination, 2), used);
    this.#sumUp();
  }

  /** Bits of what was never seen in the packet last looked up. */
  get rareness(): number {
    return this.#sum[0] as number;
  }

  learn(): void {
    const { frequencies } = this;
    for (let index = 0; index < relations; index += 1) {
      const parent = this.#parents[index] as number;
      frequencies.add(parent);
      learnChild(frequencies, parent, this.#children[index] as number);
    }
  }

  /**
   * What is new explained by what is not: a new pair counts as what it is to its source, and how known the
   * destination is; a new service of theirs as what it is to them, and whether others use it there.
   */
  #sumUp(): void {
    const { bits, isNew } = this;
    let sum = bits[relation.destinationOfSource] as number;
    if (isNew[relation.source] === 1) sum += bits[relation.source] as number;
    if (isNew[relation.destinationOfSource] === 1) sum += bits[relation.destination] as number;
    let service = bits[relation.serviceOfPair] as number;
    if (isNew[relation.serviceOfPair] === 1) {
      service += bits[relation.serviceOfDestination] as number;
      if (isNew[relation.serviceOfDestination] === 1) service += bits[relation.service] as number;
    }
    this.#sum[0] = sum + service;
  }

  #common(seed: number, index: number, value: number): void {
    this.#relate(seed, index, rootMark + 8 + index, mix(mix(seed, rootMark + 8 + index), value));
  }

  #relate(seed: number, index: number, root: number, child: number): void {
    this.#look(index, mix(seed, root), child);
  }

  #given(index: number, parent: number, value: number): void {
    const under = mix(parent, index);
    this.#look(index, under, mix(under, value));
  }

  #look(index: number, parent: number, child: number): void {
    const { frequencies } = this;
    const count = frequencies.count(child);
    this.#parents[index] = parent;
    this.#children[index] = child;
    this.isNew[index] = count === 0 ? 1 : 0;
    this.bits[index] = rarityBits(frequencies.count(parent), count, frequencies.count(distinctKey(parent)));
  }
}
