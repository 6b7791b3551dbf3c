import { countryLocal, countryNumbers } from './countries.ts';

/** What is called recent: the last five minutes of packet time, to the second. */
export const recentSeconds = 300;
/** A country first seen less than this long ago is new; but in the first minute everything would be. */
const newSeconds = 60;

/** From there, to there, and packets that are both: counted once in the sum. */
export const inward = 0;
export const outward = 1;
export const within = 2;
export type Way = typeof inward | typeof outward | typeof within;

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

/** The row that counts every packet once, whoever sent it. */
const everyone = countryNumbers;

export type CountrySpan = 'start' | 'recent';

export type CountryTotals = {
  /** See countries.ts. */
  readonly country: number;
  /** From or to there; packets and bytes of its own sides count once in the sum. */
  readonly packets: number;
  readonly packetsIn: number;
  readonly packetsOut: number;
  readonly bytes: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly hosts: number;
  readonly flows: number;
  /** Packet time of the first and last packet since the start, in seconds. */
  readonly first: number;
  readonly last: number;
  readonly isNew: boolean;
};

export type CountryPackets = Pick<CountryTotals, 'country' | 'packets' | 'isNew'>;

/** Hosts and flows active since a packet time, by country number. */
export type ActiveCounts = { readonly hosts: Float64Array; readonly flows: Float64Array };

/**
 * Packets, bytes, flows and hosts of each country, since the start and by second for the last five minutes of
 * packet time. `in` is what came from there, `out` what went there. A packet between two countries counts
 * for both, one inside a country once, one with no public side for `local`. Thus, since the start:
 *
 *     sum of all countries, local and unknown − crossing + waiting (pending-counts.ts) = packets counted
 *
 * Counting allocates nothing. Memory is reserved for every country there is, and used only for those seen.
 */
export class CountryCounts {
  /** Set by whoever keeps the tables: for the span 'recent'. */
  activeSince: ((time: number) => ActiveCounts) | undefined;
  readonly #since = new Float64Array((countryNumbers + 1) * columns);
  readonly #recent = new Float64Array((countryNumbers + 1) * recentSeconds * recentColumns);
  /** See `crossing`: a number that grows for ever is not stored in a field, where it would be allocated anew. */
  readonly #crossing = new Float64Array(1);
  /** The second it is, and when the capture began; -1 before the first packet. */
  #now = -1;
  #began = -1;

  /** Counts a packet of which both sides are known; `countryLocal` for a side that is not public. */
  add(
    source: number,
    destination: number,
    length: number,
    flows: number,
    seconds: number,
    nanoseconds: number,
  ): void {
    this.pass(length, flows, seconds, nanoseconds);
    if (source === destination) {
      this.count(source, inward, length, flows, seconds, nanoseconds);
      this.count(source, outward, length, flows, seconds, nanoseconds);
      this.count(source, within, length, flows, seconds, nanoseconds);
      return;
    }
    if (source !== countryLocal) this.count(source, inward, length, flows, seconds, nanoseconds);
    if (destination !== countryLocal) this.count(destination, outward, length, flows, seconds, nanoseconds);
    if (source !== countryLocal && destination !== countryLocal) this.addCrossing(1);
  }

  /** Packets whose two sides are known to be of different countries. */
  get crossing(): number {
    return this.#crossing[0] as number;
  }

  addCrossing(packets: number): void {
    this.#crossing[0] = (this.#crossing[0] as number) + packets;
  }

  /** Counts a packet without saying whose it is: once for each. */
  pass(length: number, flows: number, seconds: number, nanoseconds: number): void {
    // Small steps back are packets that arrive late; a large one is another time, as when captures are joined.
    if (seconds > this.#now || seconds < this.#now - recentSeconds) this.#now = seconds;
    if (this.#began < 0) this.#began = seconds;
    this.count(everyone, inward, length, flows, seconds, nanoseconds);
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
    const since = this.#since;
    const at = country * columns;
    const time = seconds + nanoseconds / 1e9;
    if (since[at + packetsAt] === 0 && since[at + packetsAt + outward] === 0) {
      since[at + firstAt] = time;
      since[at + lastAt] = time;
    } else if (time > (since[at + lastAt] as number)) since[at + lastAt] = time;
    else if (time < (since[at + firstAt] as number)) since[at + firstAt] = time;
    since[at + packetsAt + way] = (since[at + packetsAt + way] as number) + 1;
    since[at + bytesAt + way] = (since[at + bytesAt + way] as number) + length;
    if (flows !== 0) since[at + flowsAt + way] = (since[at + flowsAt + way] as number) + flows;
    const recent = this.#recent;
    const slot = this.#slot(country, seconds);
    recent[slot + recentPacketsAt + way] = (recent[slot + recentPacketsAt + way] as number) + 1;
    recent[slot + recentBytesAt + way] = (recent[slot + recentBytesAt + way] as number) + length;
  }

  /** Counts one side of packets of one second, told afterwards. */
  countGroup(country: number, way: Way, group: PacketGroup): void {
    const since = this.#since;
    const at = country * columns;
    if (since[at + packetsAt] === 0 && since[at + packetsAt + outward] === 0) {
      since[at + firstAt] = group.first;
      since[at + lastAt] = group.last;
    }
    since[at + firstAt] = Math.min(since[at + firstAt] as number, group.first);
    since[at + lastAt] = Math.max(since[at + lastAt] as number, group.last);
    since[at + packetsAt + way] = (since[at + packetsAt + way] as number) + group.packets;
    since[at + bytesAt + way] = (since[at + bytesAt + way] as number) + group.bytes;
    since[at + flowsAt + way] = (since[at + flowsAt + way] as number) + group.flows;
    if (group.second > this.#now || group.second <= this.#now - recentSeconds) return;
    const recent = this.#recent;
    const slot = this.#slot(country, group.second);
    recent[slot + recentPacketsAt + way] = (recent[slot + recentPacketsAt + way] as number) + group.packets;
    recent[slot + recentBytesAt + way] = (recent[slot + recentBytesAt + way] as number) + group.bytes;
  }

  addHosts(country: number, hosts: number): void {
    const at = country * columns + hostsAt;
    this.#since[at] = (this.#since[at] as number) + hosts;
  }

  /** Lets time pass without packets: live captures. */
  advanceTo(second: number): void {
    if (this.#now >= 0 && second > this.#now) this.#now = second;
  }

  /** Packets counted, each once, whether or not their countries are known yet. */
  packets(span: CountrySpan): number {
    return this.#sum(everyone, span, packetsAt, recentPacketsAt, inward);
  }

  bytes(span: CountrySpan): number {
    return this.#sum(everyone, span, bytesAt, recentBytesAt, inward);
  }

  /** Every country with packets in the span, local and unknown too, by number. */
  rows(span: CountrySpan): CountryTotals[] {
    const active = span === 'recent' ? this.activeSince?.(this.#now + 1 - recentSeconds) : undefined;
    const rows: CountryTotals[] = [];
    for (let country = 0; country < countryNumbers; country += 1) {
      const at = country * columns;
      if (this.#since[at] === 0 && this.#since[at + outward] === 0) continue;
      const row = this.#totals(country, span, active);
      if (row.packets > 0) rows.push(row);
    }
    return rows;
  }

  /** Packets of every country, without hosts and flows, which cost a walk over their tables. */
  packetRows(span: CountrySpan): CountryPackets[] {
    const rows: CountryPackets[] = [];
    for (let country = 0; country < countryNumbers; country += 1) {
      const at = country * columns;
      if (this.#since[at] === 0 && this.#since[at + outward] === 0) continue;
      const packets = this.#packets(country, span);
      const isNew = this.#isNew(country, this.#since[at + firstAt] as number);
      if (packets > 0) rows.push({ country, packets, isNew });
    }
    return rows;
  }

  /** Packets of the last five minutes in equal steps, oldest first; they add up to those of the span 'recent'. */
  trend(country: number, values: number): number[] {
    const trend = new Array<number>(values).fill(0);
    for (let second = Math.max(0, this.#now + 1 - recentSeconds); second <= this.#now; second += 1) {
      const slot = this.#slotIndex(country, second);
      if (this.#recent[slot + secondAt] !== second) continue;
      const step = values - 1 - Math.floor(((this.#now - second) * values) / recentSeconds);
      trend[step] = (trend[step] as number) + this.#packetsOfSlot(slot);
    }
    return trend;
  }

  #totals(country: number, span: CountrySpan, active: ActiveCounts | undefined): CountryTotals {
    const since = this.#since;
    const at = country * columns;
    const packets = (way: Way): number => this.#sum(country, span, packetsAt, recentPacketsAt, way);
    const bytes = (way: Way): number => this.#sum(country, span, bytesAt, recentBytesAt, way);
    const flows = (way: Way): number => since[at + flowsAt + way] as number;
    const [packetsIn, packetsOut, bytesIn, bytesOut] = [
      packets(inward),
      packets(outward),
      bytes(inward),
      bytes(outward),
    ];
    const first = since[at + firstAt] as number;
    return {
      country,
      packets: packetsIn + packetsOut - packets(within),
      packetsIn,
      packetsOut,
      bytes: bytesIn + bytesOut - bytes(within),
      bytesIn,
      bytesOut,
      hosts: span === 'start' ? (since[at + hostsAt] as number) : (active?.hosts[country] ?? 0),
      flows:
        span === 'start' ? flows(inward) + flows(outward) - flows(within) : (active?.flows[country] ?? 0),
      first,
      last: since[at + lastAt] as number,
      isNew: this.#isNew(country, first),
    };
  }

  #packets(country: number, span: CountrySpan): number {
    const packets = (way: Way): number => this.#sum(country, span, packetsAt, recentPacketsAt, way);
    return packets(inward) + packets(outward) - packets(within);
  }

  #isNew(country: number, first: number): boolean {
    if (country <= countryLocal) return false;
    return first >= this.#began + newSeconds && this.#now - first < newSeconds;
  }

  #sum(country: number, span: CountrySpan, sinceAt: number, recentAt: number, way: Way): number {
    if (span === 'start') return this.#since[country * columns + sinceAt + way] as number;
    let sum = 0;
    for (let second = Math.max(0, this.#now + 1 - recentSeconds); second <= this.#now; second += 1) {
      const slot = this.#slotIndex(country, second);
      if (this.#recent[slot + secondAt] === second) sum += this.#recent[slot + recentAt + way] as number;
    }
    return sum;
  }

  #packetsOfSlot(slot: number): number {
    const at = slot + recentPacketsAt;
    return (
      (this.#recent[at + inward] as number) +
      (this.#recent[at + outward] as number) -
      (this.#recent[at + within] as number)
    );
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
    return (country * recentSeconds + (second % recentSeconds)) * recentColumns;
  }
}

/** Packets of one second that share their fate; `first` and `last` in seconds. */
export type PacketGroup = {
  readonly packets: number;
  readonly bytes: number;
  readonly flows: number;
  readonly second: number;
  readonly first: number;
  readonly last: number;
};
