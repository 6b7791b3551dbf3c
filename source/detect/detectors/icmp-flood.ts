import { addressClass } from '../../flows/address-class.ts';
import { type Detector, type DetectorTools, interest, type PacketContext } from '../contracts.ts';
import { type FloodWords, floodMeasures, reportFlood } from './flood.ts';
import type { FloodState } from './flood-state.ts';
import { longWindowSeconds, TargetCounts } from './target-counts.ts';
import { Threshold } from './threshold.ts';
import { WithoutMemory } from './without-memory.ts';

const words: FloodWords = { kind: 'icmp-flood', protocol: 'ICMP', of: 'pings to it' };
const icmpNumber = 1;
const echoReply = 0;
const echoRequest = 8;
const timestampRequest = 13;
const maskRequest = 17;
const echoRequest6 = 128;
const echoReply6 = 129;

/** Questions of ICMP to one host, answered or not, and answers nobody asked for. */
export class IcmpFlood extends WithoutMemory implements Detector {
  readonly section = 'icmp-flood';
  readonly wants = interest.icmp | interest.icmpv6;
  readonly counts: TargetCounts;
  readonly #tools: DetectorTools;
  readonly #floods: FloodState;
  readonly #second: Threshold;
  readonly #longer: Threshold;

  constructor(tools: DetectorTools, floods: FloodState) {
    super();
    this.#tools = tools;
    this.#floods = floods;
    this.counts = new TargetCounts(tools.tracker);
    this.#second = new Threshold(tools, 'pings to a host, 1 s', {
      floor: 40,
      network: 4,
      ceiling: 1000,
      own: 3,
    });
    this.#longer = new Threshold(tools, 'pings to a host, 10 s', {
      floor: 65,
      network: 3,
      ceiling: 2000,
      own: 2.5,
    });
  }

  get memoryBytes(): number {
    return this.counts.memoryBytes;
  }

  packet(context: PacketContext): void {
    const { packet: p, flow, destination } = context;
    if (flow < 0 || destination < 0) return;
    const type = p.icmpType;
    let isCounted: boolean;
    if (p.ipProtocol === icmpNumber) {
      isCounted = type === echoRequest || type === timestampRequest || type === maskRequest;
      if (type === echoReply) isCounted = this.#isUnasked(context);
    } else {
      isCounted = type === echoRequest6;
      if (type === echoReply6) isCounted = this.#isUnasked(context);
    }
    if (!isCounted) return;
    const judged = this.#tools.tracker.hosts.addressClass[destination];
    if (judged !== addressClass.multicast && judged !== addressClass.broadcast) this.counts.add(context, -1);
  }

  second(now: number): void {
    const { counts } = this;
    counts.turn();
    for (let index = 0; index < counts.readyCount; index += 1) {
      const record = counts.ready(index);
      const value = counts.count(record, 1);
      const longer = counts.count(record, longWindowSeconds);
      const measures = floodMeasures(counts, record, now, words, this.#second, value, this.#longer, longer);
      if (measures === undefined) continue;
      reportFlood(this.#tools, this.#floods, counts, record, now, words, measures);
    }
  }

  #isUnasked({ flow, side }: PacketContext): boolean {
    return (this.#tools.tracker.flows.packets[flow * 2 + 1 - side] as number) === 0;
  }
}
