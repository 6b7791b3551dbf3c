import { mix, randomSeed } from '../flows/keyed-table.ts';
import { countryLocal, countryUnknown } from './countries.ts';
import { type CountryCounts, inward, outward } from './country-counts.ts';
import { FreeSlots } from './free-slots.ts';
import { PendingAddresses } from './pending-addresses.ts';

/** Groups of packets that wait: one for each pair of sides and second. */
export const defaultMaxGroups = 262_144;

/**
 * A side of a packet: 0 is not public, a country is its number plus one, and an address still being looked up
 * is its id, negative. Zero and countries never change, ids become countries.
 */
export const sideLocal = 0;

export function sideOfCountry(country: number): number {
  return country + 1;
}

function countryOfSide(side: number): number {
  if (side === sideLocal) return countryLocal;
  return side > 0 ? side - 1 : countryUnknown;
}

/**
 * Counts of packets of which at least one side is still being looked up. Kept in groups by both sides and
 * second of packet time, so that afterwards every packet is where it belongs: in the country, in the second, and
 * once where both sides turn out to be of the same country. Nothing is allocated after the start.
 */
export class PendingCounts {
  readonly addresses: PendingAddresses;
  readonly #counts: CountryCounts;
  readonly #seed: number;
  readonly #groups: FreeSlots;
  readonly #from: Int32Array;
  readonly #to: Int32Array;
  readonly #second: Float64Array;
  readonly #packets: Float64Array;
  readonly #bytes: Float64Array;
  readonly #flows: Float64Array;
  readonly #first: Float64Array;
  readonly #last: Float64Array;
  /** The other groups of the address a group comes from, and of the one it goes to. */
  readonly #nextFrom: Int32Array;
  readonly #nextTo: Int32Array;
  /** See `waiting`, and packets for which there was no room. */
  readonly #tally = new Float64Array(2);

  constructor(
    counts: CountryCounts,
    maxAddresses?: number,
    maxGroups = defaultMaxGroups,
    seed = randomSeed(),
  ) {
    this.addresses = new PendingAddresses(maxAddresses, seed);
    this.#counts = counts;
    this.#seed = seed;
    this.#groups = new FreeSlots(maxGroups);
    this.#from = new Int32Array(maxGroups);
    this.#to = new Int32Array(maxGroups);
    this.#second = new Float64Array(maxGroups);
    this.#packets = new Float64Array(maxGroups);
    this.#bytes = new Float64Array(maxGroups);
    this.#flows = new Float64Array(maxGroups);
    this.#first = new Float64Array(maxGroups);
    this.#last = new Float64Array(maxGroups);
    this.#nextFrom = new Int32Array(maxGroups);
    this.#nextTo = new Int32Array(maxGroups);
  }

  /** Packets that count for no country yet. */
  get waiting(): number {
    return this.#tally[0] as number;
  }

  /** Packets counted as unknown on a side that was being looked up, because too many were waiting. */
  get overflown(): number {
    return this.#tally[1] as number;
  }

  /** Counts a packet of which at least one side is being looked up; a side that is known counts at once. */
  add(from: number, to: number, length: number, flows: number, seconds: number, nanoseconds: number): void {
    const counts = this.#counts;
    const group = this.#group(from, to, seconds, seconds + nanoseconds / 1e9);
    if (group < 0) {
      this.#tally[1] = (this.#tally[1] as number) + 1;
      counts.add(countryOfSide(from), countryOfSide(to), length, flows, seconds, nanoseconds);
      return;
    }
    this.#packets[group] = (this.#packets[group] as number) + 1;
    this.#bytes[group] = (this.#bytes[group] as number) + length;
    this.#flows[group] = (this.#flows[group] as number) + flows;
    if (from > 0) counts.count(from - 1, inward, length, flows, seconds, nanoseconds);
    else if (to > 0) counts.count(to - 1, outward, length, flows, seconds, nanoseconds);
    else {
      counts.wait(seconds);
      this.#tally[0] = (this.#tally[0] as number) + 1;
    }
  }

  /** An address has been found: what waited for it goes to its country. */
  resolve(id: number, country: number): void {
    const { addresses } = this;
    const hosts = addresses.hosts(id);
    if (hosts > 0) this.#counts.addHosts(country, hosts);
    this.#resolveFrom(addresses.firstFrom(id), country);
    this.#resolveTo(addresses.firstTo(id), country);
    addresses.release(id);
  }

  #resolveFrom(first: number, country: number): void {
    for (let group = first, next = -1; group >= 0; group = next) {
      next = this.#nextFrom[group] as number;
      this.#from[group] = sideOfCountry(country);
      this.#settle(group, country, inward, this.#to[group] as number);
    }
  }

  #resolveTo(first: number, country: number): void {
    for (let group = first, next = -1; group >= 0; group = next) {
      next = this.#nextTo[group] as number;
      this.#to[group] = sideOfCountry(country);
      this.#settle(group, country, outward, this.#from[group] as number);
    }
  }

  /** One side of a group is known now; `other` is the other one. */
  #settle(group: number, country: number, way: typeof inward | typeof outward, other: number): void {
    const counts = this.#counts;
    const packets = this.#packets[group] as number;
    const told = {
      packets,
      bytes: this.#bytes[group] as number,
      flows: this.#flows[group] as number,
      second: this.#second[group] as number,
      first: this.#first[group] as number,
      last: this.#last[group] as number,
    };
    if (other === sideOfCountry(country))
      counts.countInside(country, way === inward ? outward : inward, told);
    else counts.countGroup(country, way, told);
    if (other <= 0) {
      counts.endWait(told);
      this.#tally[0] = (this.#tally[0] as number) - packets;
    }
    if (other > 0 && other !== sideOfCountry(country)) counts.crossGroup(told);
    if (other >= 0) this.#groups.release(group);
    else this.#groups.rehash(group, this.#hashOf(group));
  }

  #group(from: number, to: number, second: number, time: number): number {
    const groups = this.#groups;
    const hash = this.#hash(from, to, second);
    let group = groups.first(hash);
    while (group >= 0) {
      if (this.#from[group] === from && this.#to[group] === to && this.#second[group] === second) {
        if (time > (this.#last[group] as number)) this.#last[group] = time;
        if (time < (this.#first[group] as number)) this.#first[group] = time;
        return group;
      }
      group = groups.next(group);
    }
    group = groups.take(hash);
    if (group < 0) return -1;
    this.#from[group] = from;
    this.#to[group] = to;
    this.#second[group] = second;
    this.#packets[group] = 0;
    this.#bytes[group] = 0;
    this.#flows[group] = 0;
    this.#first[group] = time;
    this.#last[group] = time;
    if (from < 0) this.#nextFrom[group] = this.addresses.putFrom(-from, group);
    if (to < 0) this.#nextTo[group] = this.addresses.putTo(-to, group);
    return group;
  }

  #hashOf(group: number): number {
    return this.#hash(this.#from[group] as number, this.#to[group] as number, this.#second[group] as number);
  }

  #hash(from: number, to: number, second: number): number {
    return mix(mix(mix(this.#seed, from), to), second | 0);
  }
}
