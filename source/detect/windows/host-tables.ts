import type { HostTable } from '../../flows/host-table.ts';
import { RecentDistinct } from '../counting/recent-distinct.ts';
import { ActiveHosts } from './active-hosts.ts';
import { PortSpread } from './port-spread.ts';
import { quantities } from './quantities.ts';
import { WindowSums } from './window-sums.ts';

/** Of every counter of different things, one byte each. */
const distinctBuckets = 128;
const protocolBuckets = 32;
/** What was odd of a host is forgotten after so much silence. */
const silenceSeconds = 60;

/** All that is kept of active hosts, by active slot. */
export class HostTables {
  readonly active: ActiveHosts;
  readonly sums: WindowSums;
  /** Different things a host asks: hosts, ports, ports of hosts; and the protocols it speaks. */
  readonly hosts: RecentDistinct;
  readonly ports: RecentDistinct;
  readonly sockets: RecentDistinct;
  readonly protocols: RecentDistinct;
  /** Different hosts that ask it, and for which ports. */
  readonly sources: RecentDistinct;
  readonly portsIn: RecentDistinct;
  readonly spread: PortSpread;
  /** The flow a host last asked something in, and when: what is known of it need not be noted again. */
  readonly askedFlow: Int32Array;
  readonly askedSecond: Int32Array;
  readonly oddnessAsSource: Float32Array;
  readonly oddnessAsTarget: Float32Array;
  /** The card that last spoke for an address in ARP, and whether there was one. */
  readonly hasCard: Uint8Array;
  readonly cardHigh: Uint16Array;
  readonly cardLow: Int32Array;

  constructor(hosts: HostTable, capacity: number, seed: number) {
    this.active = new ActiveHosts(hosts, capacity, seed);
    this.sums = new WindowSums(capacity, quantities);
    this.hosts = new RecentDistinct(capacity, distinctBuckets);
    this.ports = new RecentDistinct(capacity, distinctBuckets);
    this.sockets = new RecentDistinct(capacity, distinctBuckets);
    this.protocols = new RecentDistinct(capacity, protocolBuckets);
    this.sources = new RecentDistinct(capacity, distinctBuckets);
    this.portsIn = new RecentDistinct(capacity, distinctBuckets);
    this.spread = new PortSpread(capacity);
    this.askedFlow = new Int32Array(capacity);
    this.askedSecond = new Int32Array(capacity);
    this.oddnessAsSource = new Float32Array(capacity);
    this.oddnessAsTarget = new Float32Array(capacity);
    this.hasCard = new Uint8Array(capacity);
    this.cardHigh = new Uint16Array(capacity);
    this.cardLow = new Int32Array(capacity);
  }

  get memoryBytes(): number {
    const counters = [this.hosts, this.ports, this.sockets, this.protocols, this.sources, this.portsIn];
    return (
      counters.reduce((bytes, counter) => bytes + counter.memoryBytes, 0) +
      this.active.memoryBytes +
      this.sums.memoryBytes +
      this.spread.memoryBytes +
      this.oddnessAsSource.byteLength * 4 +
      this.hasCard.byteLength +
      this.cardHigh.byteLength +
      this.cardLow.byteLength
    );
  }

  /** Marks the slot just taken as active now; answers where its sums are added to. */
  meet(slot: number, second: number): number {
    const { active } = this;
    const last = active.lastSecond[slot] as number;
    if (active.isNew) this.#clear(slot);
    else if (last !== second) active.slots.touch(slot);
    if (second - last > silenceSeconds) {
      this.oddnessAsSource[slot] = 0;
      this.oddnessAsTarget[slot] = 0;
    }
    active.lastSecond[slot] = second;
    return this.sums.at(slot, second);
  }

  /** The larger of both, 0 for slot −1. */
  oddnessOf(slot: number): number {
    if (slot < 0) return 0;
    return Math.max(this.oddnessAsSource[slot] as number, this.oddnessAsTarget[slot] as number);
  }

  #clear(slot: number): void {
    this.sums.clear(slot);
    this.hosts.clear(slot);
    this.ports.clear(slot);
    this.sockets.clear(slot);
    this.protocols.clear(slot);
    this.sources.clear(slot);
    this.portsIn.clear(slot);
    this.spread.clear(slot);
    this.askedSecond[slot] = -1;
    this.hasCard[slot] = 0;
    this.oddnessAsSource[slot] = 0;
    this.oddnessAsTarget[slot] = 0;
  }
}
