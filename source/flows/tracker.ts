import type { Packet } from '../decode/packet.ts';
import { defaultMaxFlows, FlowTable } from './flow-table.ts';
import { defaultMaxHosts, HostTable } from './host-table.ts';
import { NameLearner } from './names.ts';

export type TrackerOptions = {
  /** Default 262,144 and 65,536. */
  readonly maxFlows?: number;
  readonly maxHosts?: number;
  /** The same seed gives the same slots; by default nobody knows it. */
  readonly seed?: number;
};

/** Everything Oddwire knows of who talks to whom: the one thing to tell of every decoded packet. */
export class Tracker {
  readonly flows: FlowTable;
  readonly hosts: HostTable;
  readonly names: NameLearner;
  /** Called with the slot of every flow that begins; see processes.ts. */
  onNewFlow: ((slot: number) => void) | undefined;
  /** The hosts of the packet just added, where it had a flow. */
  sourceHost = -1;
  destinationHost = -1;
  /** The hosts of a flow's two sides and which they were, two per slot: saves looking them up each time. */
  readonly #hostSlot: Int32Array;
  readonly #hostNumber: Int32Array;

  constructor(options: TrackerOptions = {}) {
    const maxFlows = options.maxFlows ?? defaultMaxFlows;
    this.flows = new FlowTable(maxFlows, options.seed);
    this.hosts = new HostTable(options.maxHosts ?? defaultMaxHosts, options.seed);
    this.names = new NameLearner(this.flows, this.hosts);
    this.#hostSlot = new Int32Array(maxFlows * 2);
    this.#hostNumber = new Int32Array(maxFlows * 2);
  }

  /** Counts the packet just decoded, with its bytes still in place; its flow's slot, -1 without IP. */
  add(p: Packet): number {
    const { flows, hosts } = this;
    const slot = flows.add(p);
    if (slot < 0) return -1;
    const { side, isNew } = flows;
    const source = this.#host(p, slot, side, isNew, true);
    hosts.countSent(source, p);
    const destination = this.#host(p, slot, 1 - side, isNew, false);
    hosts.countReceived(destination, p);
    this.sourceHost = source;
    this.destinationHost = destination;
    if (isNew) this.#begin(slot, side === 0 ? source : destination, side === 0 ? destination : source);
    this.names.learn(p, slot);
    return slot;
  }

  /** The host at one side of a flow, -1 when it was evicted. */
  hostOf(slot: number, side: number): number {
    const index = slot * 2 + side;
    return this.hosts.slotOf(this.#hostSlot[index] as number, this.#hostNumber[index] as number);
  }

  /** What a host's name column stands for. */
  hostName(host: number): string {
    return host < 0 ? '' : this.names.table.texts.text(this.hosts.name[host] as number);
  }

  flowName(slot: number): string {
    return this.names.table.texts.text(this.flows.name[slot] as number);
  }

  get evictedFlows(): number {
    return this.flows.slots.evicted;
  }

  get evictedHosts(): number {
    return this.hosts.slots.evicted;
  }

  #host(p: Packet, slot: number, side: number, isNew: boolean, isSource: boolean): number {
    const { hosts } = this;
    const index = slot * 2 + side;
    const known = this.#hostSlot[index] as number;
    if (!isNew && hosts.number[known] === this.#hostNumber[index]) return known;
    const before = hosts.total;
    const host = isSource ? hosts.source(p) : hosts.destination(p);
    if (hosts.total !== before) this.names.nameHost(host);
    this.#hostSlot[index] = host;
    this.#hostNumber[index] = hosts.number[host] as number;
    return host;
  }

  #begin(slot: number, asker: number, answerer: number): void {
    const { flows, hosts } = this;
    hosts.flows[asker] = (hosts.flows[asker] as number) + 1;
    if (answerer !== asker) hosts.flows[answerer] = (hosts.flows[answerer] as number) + 1;
    const port = flows.port[slot * 2 + 1] as number;
    if (port >= 0) hosts.ports.add(answerer, port);
    this.names.nameFlow(slot);
    this.onNewFlow?.(slot);
  }
}
