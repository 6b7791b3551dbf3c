import type { Packet } from '../../decode/packet.ts';
import type { LearnedArray } from '../learned.ts';
import type { FrequencyMemory } from './frequency-memory.ts';
import type { PacketKeys } from './packet-keys.ts';
import { below, packetRarity, type RarityBlock, roots, totalAt } from './packet-rarity.ts';

/** How often what a packet is was seen before: its parts by themselves, together, and given each other. */
export class PacketMemory {
  readonly frequencies: FrequencyMemory;
  /** Bits for the packet last looked up, by `packetRarity`. */
  readonly bits: Float64Array;
  readonly #block: RarityBlock;
  readonly #keys: Int32Array;
  readonly #belowKeys: Int32Array;
  readonly #totals: Float64Array;

  constructor(block: RarityBlock) {
    this.#block = block;
    this.frequencies = block.frequencies;
    this.bits = block.bits;
    this.#keys = block.keys;
    this.#belowKeys = block.belowKeys;
    this.#totals = block.totals;
  }

  /** Bits of what was never seen in the packet last looked up. */
  get rareness(): number {
    return this.#block.sum[0] as number;
  }

  lookUp(p: Packet, keys: PacketKeys, seed: number): void {
    const flags = (p.ipProtocol << 16) ^ p.tcpFlags;
    const { source, destination, service, side, protocol, etherType } = keys;
    this.#block.fillKeys(
      seed,
      source,
      destination,
      service,
      side,
      protocol,
      etherType,
      flags,
      p.length,
      p.ttl,
    );
    this.#block.judge();
  }

  /** Remembers the packet last looked up. */
  learn(): void {
    const { frequencies } = this;
    const keys = this.#keys;
    const totals = this.#totals;
    const belowKeys = this.#belowKeys;
    totals[totalAt] = (totals[totalAt] as number) + 1;
    const unknown = this.#block.addKnown();
    if (unknown === 0) return;
    for (let index = 0; index < keys.length; index += 1) {
      if ((unknown & (1 << index)) === 0 || frequencies.add(keys[index] as number) > 0) continue;
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
