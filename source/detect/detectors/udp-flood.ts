import { fragmentLater } from '../../decode/packet.ts';
import { addressClass } from '../../flows/address-class.ts';
import { type Detector, type DetectorTools, interest, type PacketContext } from '../contracts.ts';
import { type FloodWords, floodMeasures, looksLikeScan, reportFlood } from './flood.ts';
import type { FloodState } from './flood-state.ts';
import { isReflectedPort } from './reflected-ports.ts';
import { longWindowSeconds, TargetCounts } from './target-counts.ts';
import { Threshold } from './threshold.ts';
import { WithoutMemory } from './without-memory.ts';

const words: FloodWords = { kind: 'udp-flood', protocol: 'UDP', of: 'datagrams to it without an answer' };
const udpNumber = 17;
const icmpNumber = 1;
const unreachableType = 3;
const unreachableType6 = 1;
/** A host that says "nobody listens here" says so about once a second at most. */
const complaintSeconds = 15;
/** Streams to one receiver (video, telemetry) go without an answer as well: so many more are needed without a complaint. */
const uncomplainedFactor = 8;

/** Datagrams that one host gets and does not answer. */
export class UdpFlood extends WithoutMemory implements Detector {
  readonly section = 'udp-flood';
  readonly wants = interest.udp | interest.icmp | interest.icmpv6;
  readonly counts: TargetCounts;
  readonly #tools: DetectorTools;
  readonly #floods: FloodState;
  readonly #second: Threshold;
  readonly #longer: Threshold;
  /** When each host (slot) last complained about a datagram. */
  readonly #complainedAt: Int32Array;

  constructor(tools: DetectorTools, floods: FloodState) {
    super();
    this.#tools = tools;
    this.#floods = floods;
    this.counts = new TargetCounts(tools.tracker);
    this.#complainedAt = new Int32Array(tools.tracker.hosts.slots.capacity);
    this.#second = new Threshold(tools, 'unanswered datagrams to a host, 1 s', {
      floor: 60,
      network: 4,
      ceiling: 20_000,
      own: 3,
    });
    this.#longer = new Threshold(tools, 'unanswered datagrams to a host, 10 s', {
      floor: 90,
      network: 3,
      ceiling: 60_000,
      own: 2.5,
    });
  }

  get memoryBytes(): number {
    return this.counts.memoryBytes + this.#complainedAt.byteLength;
  }

  packet(context: PacketContext): void {
    const { packet: p, flow, destination } = context;
    if (flow < 0 || destination < 0) return;
    if (p.ipProtocol !== udpNumber) {
      const type = p.ipProtocol === icmpNumber ? unreachableType : unreachableType6;
      if (p.icmpType === type) this.#complainedAt[context.source] = context.second;
      return;
    }
    const { flows, hosts } = this.#tools.tracker;
    if ((flows.packets[flow * 2 + 1 - context.side] as number) > 0 || p.fragment === fragmentLater) return;
    // Answers nobody asked for are another thing; see amplification.ts.
    if (isReflectedPort(p.srcPort)) return;
    const judged = hosts.addressClass[destination];
    if (judged === addressClass.multicast || judged === addressClass.broadcast) return;
    this.counts.add(context, p.dstPort);
  }

  second(now: number): void {
    const { counts } = this;
    counts.turn();
    for (let index = 0; index < counts.readyCount; index += 1) this.#judge(counts.ready(index), now);
  }

  #judge(record: number, now: number): void {
    const { counts } = this;
    if (looksLikeScan(counts, record)) return;
    const target = counts.target[record] as number;
    const complained = now - (this.#complainedAt[target] as number) <= complaintSeconds;
    const factor = complained ? 1 : 1 / uncomplainedFactor;
    const value = Math.round(counts.count(record, 1) * factor);
    const longer = Math.round(counts.count(record, longWindowSeconds) * factor);
    const measures = floodMeasures(counts, record, now, words, this.#second, value, this.#longer, longer);
    if (measures === undefined) return;
    reportFlood(this.#tools, this.#floods, counts, record, now, words, measures);
  }
}
