import { countryLocal, countryNumbers } from './countries.ts';
import {
  type ActiveCounts,
  type CountryPackets,
  type CountrySpan,
  type CountryTotals,
  inside,
  inward,
  outward,
  type PacketGroup,
  placeOf,
  recentSeconds,
  type Way,
} from './country-totals.ts';

export * from './country-totals.ts';

/** A country first seen less than this long ago is new; but in the first minute everything would be. */
const newSeconds = 60;

/** Columns since the start, by country; the first nine are three ways each. */
const packetsAt = 0;
const bytesAt = 3;
const flowsAt = 6;
const hostsAt = 9;
const firstAt = 10;
const lastAt = 11;
const columns = 12;

/** Columns of a second, by country: which second it is, then packets and bytes by way; one line of the cache. */
const secondAt = 0;
const recentPacketsAt = 1;
const recentBytesAt = 4;
const recentColumns = 8;

/**
 * The row of what has to be added to the sum of all countries so that every packet is in it once: minus those
 * between two countries, plus those that wait. Only packets are, as if inward; those between two countries are
 * counted beside it.
 */
const correction = countryNumbers;
const crossingAt = correction * columns + packetsAt + outward;

/**
 * Packets, bytes, flows and hosts of each country, since the start and by second for the last five minutes of
 * packet time. `in` is what came from there, `out` what went there. A packet between two countries counts
 * for both, one inside a country once, one with no public side for `local`. Thus, since the start:
 *
 *     sum of all countries, local and unknown − crossing + waiting (pending-counts.ts) = packets
 *
 * Counting allocates nothing. Memory is reserved for every country there is, and used only for those seen.
 */
export class CountryCounts {
  /** Set by whoever keeps the tables: for the span 'recent'. */
  activeSince: ((time: number) => ActiveCounts) | undefined;
  readonly #since = new Float64Array((countryNumbers + 1) * columns);
  readonly #recent = new Float64Array((countryNumbers + 1) * recentSeconds * recentColumns);
  /** The second it is, and when the capture began. */
  #now = 0;
  #began = 0;
  #hasBegun = false;
  /** The second of the packet counted last, and where it stands among the seconds of a country. */
  #second = -1;
  #place = 0;

  constructor() {
    for (let country = 0; country < countryNumbers; country += 1) {
      this.#since[country * columns + firstAt] = Number.POSITIVE_INFINITY;
      this.#since[country * columns + lastAt] = Number.NEGATIVE_INFINITY;
    }
  }

  /** Counts a packet of which both sides are known; `countryLocal` for a side that is not public. */
  add(
    source: number,
    destination: number,
    length: number,
    flows: number,
    seconds: number,
    nanoseconds: number,
  ): void {
    if (source === destination) this.count(source, inside, length, flows, seconds, nanoseconds);
    else if (destination === countryLocal) this.count(source, inward, length, flows, seconds, nanoseconds);
    else {
      this.count(destination, outward, length, flows, seconds, nanoseconds);
      if (source === countryLocal) return;
      this.count(source, inward, length, flows, seconds, nanoseconds);
      this.#correctNow(-1);
      this.#since[crossingAt] = (this.#since[crossingAt] as number) + 1;
    }
  }

  /** Counts one side of a packet. */
  count(
    country: number,
    way: Way,
    length: number,
    flows: number,
    seconds: number,
    nanoseconds: number,
  ): void {
    if (seconds !== this.#second) this.#pass(seconds);
    this.#see(country, seconds + nanoseconds / 1e9);
    const since = this.#since;
    const at = country * columns + way;
    since[at + packetsAt] = (since[at + packetsAt] as number) + 1;
    since[at + bytesAt] = (since[at + bytesAt] as number) + length;
    if (flows !== 0) since[at + flowsAt] = (since[at + flowsAt] as number) + flows;
    const recent = this.#recent;
    const slot = this.#slotNow(country) + way;
    recent[slot + recentPacketsAt] = (recent[slot + recentPacketsAt] as number) + 1;
    recent[slot + recentBytesAt] = (recent[slot + recentBytesAt] as number) + length;
  }

  /** Counts a packet that counts for no country yet. */
  wait(seconds: number): void {
    if (seconds !== this.#second) this.#pass(seconds);
    this.#correctNow(1);
  }

  /** Packets whose two sides are known to be of different countries. */
  get crossing(): number {
    return this.#since[crossingAt] as number;
  }

  /** Packets told afterwards are between two countries, both of which count them. */
  crossGroup(group: PacketGroup): void {
    this.#since[crossingAt] = (this.#since[crossingAt] as number) + group.packets;
    this.#correct(-group.packets, group.second);
  }

  /** Packets that were told to wait do so no longer. */
  endWait(group: PacketGroup): void {
    this.#correct(-group.packets, group.second);
  }

  /** Counts one side of packets of one second, told afterwards. */
  countGroup(country: number, way: Way, group: PacketGroup): void {
    this.#see(country, group.first);
    this.#see(country, group.last);
    this.#addGroup(country, way, group, 1);
  }

  /** Packets of which one side was counted already turn out to have both sides there. */
  countInside(country: number, counted: typeof inward | typeof outward, group: PacketGroup): void {
    this.#addGroup(country, counted, group, -1);
    this.countGroup(country, inside, group);
  }

  addHosts(country: number, hosts: number): void {
    const at = country * columns + hostsAt;
    this.#since[at] = (this.#since[at] as number) + hosts;
  }

  /** Lets time pass without packets: live captures. */
  advanceTo(second: number): void {
    if (this.#hasBegun && second > this.#now) this.#now = second;
  }

  /** Packets counted, each once, whether or not their countries are known yet. */
  packets(span: CountrySpan): number {
    let sum = this.#sum(correction, span, packetsAt, recentPacketsAt, inward);
    for (const row of this.packetRows(span)) sum += row.packets;
    return sum;
  }

  /** Every country with packets in the span, local and unknown too, by number. */
  rows(span: CountrySpan): CountryTotals[] {
    const active = span === 'recent' ? this.activeSince?.(this.#now + 1 - recentSeconds) : undefined;
    return this.packetRows(span).map(row => this.#totals(row, span, active));
  }

  /** Packets of every country, without hosts and flows, which cost a walk over their tables. */
  packetRows(span: CountrySpan): CountryPackets[] {
    const rows: CountryPackets[] = [];
    for (let country = 0; country < countryNumbers; country += 1) {
      const first = this.#since[country * columns + firstAt] as number;
      if (first === Number.POSITIVE_INFINITY) continue;
      const way = (one: Way): number => this.#sum(country, span, packetsAt, recentPacketsAt, one);
      const packets = way(inward) + way(outward) + way(inside);
      if (packets > 0) rows.push({ country, packets, isNew: this.#isNew(country, first) });
    }
    return rows;
  }

  /** Packets of the last five minutes in equal steps, oldest first; they add up to those of the span 'recent'. */
  trend(country: number, values: number): number[] {
    const trend = new Array<number>(values).fill(0);
    for (let age = 0; age < recentSeconds; age += 1) {
      const second = this.#now - age;
      const slot = this.#slotIndex(country, second);
      if (this.#recent[slot + secondAt] !== second) continue;
      const step = values - 1 - Math.floor((age * values) / recentSeconds);
      trend[step] = (trend[step] as number) + this.#packetsOfSlot(slot);
    }
    return trend;
  }

  #totals(row: CountryPackets, span: CountrySpan, active: ActiveCounts | undefined): CountryTotals {
    const { country } = row;
    const since = this.#since;
    const at = country * columns;
    const packets = (way: Way): number => this.#sum(country, span, packetsAt, recentPacketsAt, way);
    const bytes = (way: Way): number => this.#sum(country, span, bytesAt, recentBytesAt, way);
    const flows = (way: Way): number => since[at + flowsAt + way] as number;
    return {
      ...row,
      packetsIn: packets(inward) + packets(inside),
      packetsOut: packets(outward) + packets(inside),
      bytes: bytes(inward) + bytes(outward) + bytes(inside),
      bytesIn: bytes(inward) + bytes(inside),
      bytesOut: bytes(outward) + bytes(inside),
      hosts: span === 'start' ? (since[at + hostsAt] as number) : (active?.hosts[country] ?? 0),
      flows:
        span === 'start' ? flows(inward) + flows(outward) + flows(inside) : (active?.flows[country] ?? 0),
      first: since[at + firstAt] as number,
      last: since[at + lastAt] as number,
    };
  }

  #isNew(country: number, first: number): boolean {
    if (country <= countryLocal) return false;
    return first >= this.#began + newSeconds && this.#now - first < newSeconds;
  }

  #sum(country: number, span: CountrySpan, sinceAt: number, recentAt: number, way: Way): number {
    if (span === 'start') return this.#since[country * columns + sinceAt + way] as number;
    let sum = 0;
    for (let age = 0; age < recentSeconds; age += 1) {
      const second = this.#now - age;
      const slot = this.#slotIndex(country, second);
      if (this.#recent[slot + secondAt] === second) sum += this.#recent[slot + recentAt + way] as number;
    }
    return sum;
  }

  #packetsOfSlot(slot: number): number {
    const at = slot + recentPacketsAt;
    return (
      (this.#recent[at + inward] as number) +
      (this.#recent[at + outward] as number) +
      (this.#recent[at + inside] as number)
    );
  }

  /** The first and last packet of a country. */
  #see(country: number, time: number): void {
    const since = this.#since;
    const at = country * columns;
    if (time > (since[at + lastAt] as number)) since[at + lastAt] = time;
    if (time < (since[at + firstAt] as number)) since[at + firstAt] = time;
  }

  #addGroup(country: number, way: Way, group: PacketGroup, sign: 1 | -1): void {
    const since = this.#since;
    const at = country * columns + way;
    since[at + packetsAt] = (since[at + packetsAt] as number) + sign * group.packets;
    since[at + bytesAt] = (since[at + bytesAt] as number) + sign * group.bytes;
    since[at + flowsAt] = (since[at + flowsAt] as number) + sign * group.flows;
    if (!this.#isRecent(group.second)) return;
    const recent = this.#recent;
    const slot = this.#slot(country, group.second) + way;
    recent[slot + recentPacketsAt] = (recent[slot + recentPacketsAt] as number) + sign * group.packets;
    recent[slot + recentBytesAt] = (recent[slot + recentBytesAt] as number) + sign * group.bytes;
  }

  /** In the second of the packet being counted. */
  #correctNow(packets: number): void {
    const since = this.#since;
    since[correction * columns] = (since[correction * columns] as number) + packets;
    const slot = this.#slotNow(correction) + recentPacketsAt;
    this.#recent[slot] = (this.#recent[slot] as number) + packets;
  }

  #correct(packets: number, second: number): void {
    const since = this.#since;
    const at = correction * columns + packetsAt;
    since[at] = (since[at] as number) + packets;
    if (!this.#isRecent(second)) return;
    const slot = this.#slot(correction, second) + recentPacketsAt;
    this.#recent[slot] = (this.#recent[slot] as number) + packets;
  }

  /** A packet of another second than the one before. */
  #pass(second: number): void {
    this.#second = second;
    this.#place = placeOf(second) * recentColumns;
    if (!this.#hasBegun) {
      this.#hasBegun = true;
      this.#began = second;
      this.#now = second;
    }
    // Small steps back are packets that arrive late; a large one is another time, as when captures are joined.
    if (second > this.#now || second <= this.#now - recentSeconds) this.#now = second;
  }

  #isRecent(second: number): boolean {
    return second <= this.#now && second > this.#now - recentSeconds;
  }

  /** As `#slot`, for the second of the packet being counted. */
  #slotNow(country: number): number {
    const slot = country * recentSeconds * recentColumns + this.#place;
    return this.#recent[slot + secondAt] === this.#second ? slot : this.#slot(country, this.#second);
  }

  /** Where a second of a country is counted; emptied when it held another second. */
  #slot(country: number, second: number): number {
    const slot = this.#slotIndex(country, second);
    if (this.#recent[slot + secondAt] !== second) {
      this.#recent.fill(0, slot, slot + recentColumns);
      this.#recent[slot + secondAt] = second;
    }
    return slot;
  }

  #slotIndex(country: number, second: number): number {
    return (country * recentSeconds + placeOf(second)) * recentColumns;
  }
}
