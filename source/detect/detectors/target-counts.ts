import { KeyedSlots, mix } from '../../flows/keyed-table.ts';
import type { Tracker } from '../../flows/tracker.ts';
import type { PacketContext } from '../contracts.ts';
import { RecentSums } from '../counting/recent-sums.ts';
import { DistinctEstimate } from './distinct-estimate.ts';

/** Targets watched closely at a time; the one with nothing new for longest gives way. */
const watched = 256;
/** What shares are made of loses this much each second, so that they speak of now. */
const keptEachSecond = 0.85;
/** Sources are counted in turns of so many seconds. */
const turnSeconds = 10;
export const longWindowSeconds = 10;
export const minuteSeconds = 60;
const minuteBucketSeconds = 5;
const seed = 0x666c6f6f;

/**
 * What is sent to each host, of one kind of packet: counted by the host's slot, and in detail from the second
 * packet in a second on. Whoever sends most of it and the port that gets most are found by majority vote (Boyer and
 * Moore): with one source or one port it is that one, and its share says how far it is the only one.
 */
export class TargetCounts {
  readonly #tracker: Tracker;
  /** By host slot: packets in the second `at`. */
  readonly #count: Uint16Array;
  readonly #at: Int32Array;
  readonly #slots = new KeyedSlots(watched, seed);
  readonly target = new Int32Array(watched);
  readonly targetNumber = new Int32Array(watched);
  readonly source = new Int32Array(watched);
  readonly sourceNumber = new Int32Array(watched);
  readonly #sourceVotes = new Int32Array(watched);
  readonly #sourceHits = new Float64Array(watched);
  readonly port = new Int32Array(watched);
  readonly #portVotes = new Int32Array(watched);
  readonly #portHits = new Float64Array(watched);
  readonly #total = new Float64Array(watched);
  readonly packet = new Float64Array(watched);
  readonly flow = new Float64Array(watched);
  readonly #usedAt = new Int32Array(watched).fill(-1);
  readonly #counted = new RecentSums(watched, longWindowSeconds, 1);
  readonly #settled = new RecentSums(watched, longWindowSeconds, 1);
  readonly #refused = new RecentSums(watched, longWindowSeconds, 1);
  /** Counted less settled and refused. */
  readonly #minute = new RecentSums(watched, minuteSeconds, minuteBucketSeconds);
  readonly #bytes = new RecentSums(watched, longWindowSeconds, 1);
  /** Two a record: the turn under way and the one before. */
  readonly #sources = new DistinctEstimate(watched * 2);
  readonly #turn = new Int32Array(watched);
  readonly #ready = new Int32Array(watched);
  #readyCount = 0;
  #judgedAt = -1;

  constructor(tracker: Tracker) {
    this.#tracker = tracker;
    const { capacity } = tracker.hosts.slots;
    this.#count = new Uint16Array(capacity);
    this.#at = new Int32Array(capacity);
  }

  get memoryBytes(): number {
    return (
      this.#count.byteLength +
      this.#at.byteLength +
      this.#slots.memoryBytes +
      this.#sources.memoryBytes +
      watched * (4 * 12 + 8 * 5 + 4 * longWindowSeconds * 4 + 4 * (minuteSeconds / minuteBucketSeconds))
    );
  }

  /** `port` may be −1. */
  add(context: PacketContext, port: number): void {
    const { destination, second } = context;
    if (this.#at[destination] !== second) {
      this.#at[destination] = second;
      this.#count[destination] = 1;
      // One a second: nobody's flood, but part of one that is known already.
      const known = this.#find(destination);
      if (known >= 0) this.#detail(known, context, port);
      return;
    }
    const count = (this.#count[destination] as number) + 1;
    if (count < 0xffff) this.#count[destination] = count;
    const known = this.#find(destination);
    this.#detail(known >= 0 ? known : this.#take(destination), context, port);
  }

  /** One of those counted turned out to be welcome. */
  settle(destination: number, second: number): void {
    const record = this.#find(destination);
    if (record < 0) return;
    this.#settled.add(record, second, 1);
    this.#minute.add(record, second, -1);
  }

  /** Who was asked did not want it. */
  refuse(destination: number, second: number): void {
    const record = this.#find(destination);
    if (record < 0) return;
    this.#refused.add(record, second, 1);
    this.#minute.add(record, second, -1);
  }

  /** Packets to this host in the second under way. */
  inThisSecond(destination: number, second: number): number {
    return this.#at[destination] === second ? (this.#count[destination] as number) : 0;
  }

  /** Makes those ready to be judged that got something in the latest second there was anything in. */
  turn(): void {
    this.#readyCount = 0;
    let record = this.#slots.newest;
    const newest = record < 0 ? -1 : (this.#usedAt[record] as number);
    if (newest === this.#judgedAt) return;
    this.#judgedAt = newest;
    while (record >= 0 && this.#usedAt[record] === newest) {
      this.#ready[this.#readyCount] = record;
      this.#readyCount += 1;
      record = this.#slots.before(record);
    }
  }

  get readyCount(): number {
    return this.#readyCount;
  }

  ready(index: number): number {
    return this.#ready[index] as number;
  }

  /** Counted and not settled in `seconds` seconds up to the latest. */
  count(record: number, seconds: number): number {
    return Math.max(0, this.#sum(this.#counted, record, seconds) - this.settled(record, seconds));
  }

  settled(record: number, seconds: number): number {
    return this.#sum(this.#settled, record, seconds);
  }

  refused(record: number, seconds: number): number {
    return this.#sum(this.#refused, record, seconds);
  }

  /** Counted, neither settled nor refused, in the last minute. */
  minute(record: number): number {
    return Math.max(0, this.#sum(this.#minute, record, minuteSeconds));
  }

  bytes(record: number, seconds: number): number {
    return this.#sum(this.#bytes, record, seconds);
  }

  distinctSources(record: number): number {
    return Math.max(this.#sources.count(record * 2), this.#sources.count(record * 2 + 1));
  }

  /** 0 … 1 of all that came lately. */
  sourceShare(record: number): number {
    return (this.#sourceHits[record] as number) / Math.max(1, this.#total[record] as number);
  }

  portShare(record: number): number {
    return (this.#portHits[record] as number) / Math.max(1, this.#total[record] as number);
  }

  #sum(sums: RecentSums, record: number, seconds: number): number {
    return sums.sum(record, this.#usedAt[record] as number, seconds);
  }

  #detail(record: number, context: PacketContext, port: number): void {
    const { source, second, packet: p } = context;
    const { hosts, flows } = this.#tracker;
    this.#slots.touch(record);
    if (this.#usedAt[record] !== second) this.#fade(record, second);
    this.#counted.add(record, second, 1);
    this.#minute.add(record, second, 1);
    this.#bytes.add(record, second, p.length);
    const number = hosts.number[source] as number;
    this.#sources.add(record * 2 + ((this.#turn[record] as number) & 1), number);
    this.#total[record] = (this.#total[record] as number) + 1;
    if (this.sourceNumber[record] === number) {
      this.#sourceVotes[record] = (this.#sourceVotes[record] as number) + 1;
      this.#sourceHits[record] = (this.#sourceHits[record] as number) + 1;
    } else if ((this.#sourceVotes[record] as number) > 0)
      this.#sourceVotes[record] = (this.#sourceVotes[record] as number) - 1;
    else {
      this.source[record] = source;
      this.sourceNumber[record] = number;
      this.#sourceVotes[record] = 1;
      this.#sourceHits[record] = 1;
    }
    if (this.port[record] === port) {
      this.#portVotes[record] = (this.#portVotes[record] as number) + 1;
      this.#portHits[record] = (this.#portHits[record] as number) + 1;
    } else if ((this.#portVotes[record] as number) > 0)
      this.#portVotes[record] = (this.#portVotes[record] as number) - 1;
    else {
      this.port[record] = port;
      this.#portVotes[record] = 1;
      this.#portHits[record] = 1;
    }
    this.packet[record] = context.number;
    this.flow[record] = flows.number[context.flow] as number;
  }

  /** A new second has begun for this record. */
  #fade(record: number, second: number): void {
    const factor = keptEachSecond ** Math.max(1, second - (this.#usedAt[record] as number));
    this.#usedAt[record] = second;
    this.#total[record] = (this.#total[record] as number) * factor;
    this.#sourceHits[record] = (this.#sourceHits[record] as number) * factor;
    this.#portHits[record] = (this.#portHits[record] as number) * factor;
    this.#sourceVotes[record] = (this.#sourceVotes[record] as number) * factor;
    this.#portVotes[record] = (this.#portVotes[record] as number) * factor;
    const turn = Math.floor(second / turnSeconds) | 0;
    const passed = turn - (this.#turn[record] as number);
    if (passed === 0) return;
    this.#turn[record] = turn;
    this.#sources.clear(record * 2 + (turn & 1));
    if (passed !== 1) this.#sources.clear(record * 2 + 1 - (turn & 1));
  }

  #forget(record: number): void {
    this.sourceNumber[record] = 0;
    this.#sourceVotes[record] = 0;
    this.#sourceHits[record] = 0;
    this.port[record] = -1;
    this.#portVotes[record] = 0;
    this.#portHits[record] = 0;
    this.#total[record] = 0;
    this.#sources.clear(record * 2);
    this.#sources.clear(record * 2 + 1);
  }

  #find(destination: number): number {
    const number = this.#tracker.hosts.number[destination] as number;
    let record = this.#slots.first(mix(seed, number));
    while (record >= 0 && this.targetNumber[record] !== number) record = this.#slots.next(record);
    return record;
  }

  #take(destination: number): number {
    const number = this.#tracker.hosts.number[destination] as number;
    const record = this.#slots.take(mix(seed, number));
    this.target[record] = destination;
    this.targetNumber[record] = number;
    this.#usedAt[record] = -1;
    this.#counted.clear(record);
    this.#minute.clear(record);
    this.#settled.clear(record);
    this.#refused.clear(record);
    this.#bytes.clear(record);
    this.#forget(record);
    return record;
  }
}
