import { KeyedSlots, mix } from '../../flows/keyed-table.ts';
import { RecentDistinct } from '../counting/recent-distinct.ts';
import { RecentSums } from '../counting/recent-sums.ts';

export const shortSeconds = 60;
export const longSeconds = 600;
/** Others are counted over at most this long. */
export const othersSeconds = 240;
const bucketSeconds = 5;
const othersBuckets = 64;

/** Of whom a row speaks: one client at one server, all clients at one server, one client at all servers. */
export const role = { pair: 0, target: 1, client: 2 } as const;

/**
 * How often logins failed lately, for as many of whom that happened to last as there is room. Rows are by client
 * and server, by server and by client; a host is known by its number, which is never used again.
 */
export class LoginCounts {
  readonly slots: KeyedSlots;
  readonly sums: RecentSums;
  /** Different clients of a server, different servers of a client. */
  readonly others: RecentDistinct;
  readonly role: Uint8Array;
  readonly service: Uint8Array;
  /** Slots and numbers in the tracker's host table; -1 and 0 for none. */
  readonly client: Int32Array;
  readonly clientNumber: Int32Array;
  readonly server: Int32Array;
  readonly serverNumber: Int32Array;
  /** Most of the minute before, which may be learned if all stays quiet. */
  readonly waiting: Float32Array;
  /** Second of the latest report. */
  readonly reportedAt: Int32Array;

  constructor(capacity: number, seed: number) {
    this.slots = new KeyedSlots(capacity, seed);
    this.sums = new RecentSums(capacity, longSeconds, bucketSeconds);
    this.others = new RecentDistinct(capacity, othersBuckets);
    this.role = new Uint8Array(capacity);
    this.service = new Uint8Array(capacity);
    this.client = new Int32Array(capacity);
    this.clientNumber = new Int32Array(capacity);
    this.server = new Int32Array(capacity);
    this.serverNumber = new Int32Array(capacity);
    this.waiting = new Float32Array(capacity);
    this.reportedAt = new Int32Array(capacity);
  }

  get memoryBytes(): number {
    const { capacity } = this.slots;
    return this.slots.memoryBytes + capacity * (4 * (longSeconds / bucketSeconds) + othersBuckets + 34);
  }

  /** The host a row speaks of, and its number. */
  hostOf(row: number): number {
    return (this.role[row] === role.target ? this.server[row] : this.client[row]) as number;
  }

  hostNumberOf(row: number): number {
    return (this.role[row] === role.target ? this.serverNumber[row] : this.clientNumber[row]) as number;
  }

  /** The row of that role, made when it is new. What does not belong to the role is -1 and 0. */
  row(
    ofRole: number,
    ofService: number,
    client: number,
    clientNumber: number,
    server: number,
    serverNumber: number,
  ): number {
    const { slots } = this;
    const hash = mix(mix(mix(slots.seed, clientNumber), serverNumber), ofRole * 256 + ofService);
    for (let slot = slots.first(hash); slot >= 0; slot = slots.next(slot)) {
      if (
        this.role[slot] === ofRole &&
        this.service[slot] === ofService &&
        this.clientNumber[slot] === clientNumber &&
        this.serverNumber[slot] === serverNumber
      ) {
        slots.touch(slot);
        return slot;
      }
    }
    const slot = slots.take(hash);
    this.role[slot] = ofRole;
    this.service[slot] = ofService;
    this.client[slot] = client;
    this.clientNumber[slot] = clientNumber;
    this.server[slot] = server;
    this.serverNumber[slot] = serverNumber;
    this.waiting[slot] = 0;
    this.reportedAt[slot] = 0;
    this.sums.clear(slot);
    this.others.clear(slot);
    return slot;
  }
}
