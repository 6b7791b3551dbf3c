import { addressClass } from '../../flows/address-class.ts';
import {
  type Detector,
  type DetectorTools,
  interest,
  type Measure,
  type PacketContext,
} from '../contracts.ts';
import { type FloodWords, reportFlood } from './flood.ts';
import type { FloodState } from './flood-state.ts';
import { partyOf } from './party-of.ts';
import { isReflectedPort, reflectedName } from './reflected-ports.ts';
import { RefusedAnswers, refusedSeconds } from './refused-answers.ts';
import { longWindowSeconds, TargetCounts } from './target-counts.ts';
import { Threshold } from './threshold.ts';
import { WithoutMemory } from './without-memory.ts';

/** Smaller ones do nobody harm, and are questions as often as answers. */
const unaskedBytes = 200;
const largeBytes = 1000;
/** Bytes of answers for one of questions, and datagrams for one: from then on it is more than anybody needs. */
const byteRatio = 10;
const fewestAnswers = 6;
const datagramRatio = 3;
/** Who searched everybody on the network gets answers from those it did not ask by name. */
const searchSeconds = 10;

const udpNumber = 17;

/** Large answers of services that can be made to answer to somebody else, which is who gets them. */
export class Amplification extends WithoutMemory implements Detector {
  readonly section = 'amplification';
  readonly wants = interest.udp | interest.icmp | interest.icmpv6;
  readonly counts: TargetCounts;
  readonly #tools: DetectorTools;
  readonly #floods: FloodState;
  readonly #longer: Threshold;
  readonly #refused: RefusedAnswers;
  readonly #refusals: Threshold;
  /** Whom each host searched by multicast last: when, and at which port. */
  readonly #searchedAt: Int32Array;
  readonly #searchedPort: Uint16Array;

  constructor(tools: DetectorTools, floods: FloodState) {
    super();
    this.#tools = tools;
    this.#floods = floods;
    this.counts = new TargetCounts(tools.tracker);
    this.#refused = new RefusedAnswers(tools.tracker);
    this.#refusals = new Threshold(tools, 'refused answers to a host, 10 s', {
      floor: 5,
      network: 3,
      ceiling: 200,
      own: 2,
    });
    this.#searchedAt = new Int32Array(tools.tracker.hosts.slots.capacity);
    this.#searchedPort = new Uint16Array(tools.tracker.hosts.slots.capacity);
    this.#longer = new Threshold(tools, 'large answers to a host, 10 s', {
      floor: 20,
      network: 4,
      ceiling: 5000,
      own: 3,
    });
  }

  get memoryBytes(): number {
    return (
      this.counts.memoryBytes +
      this.#refused.memoryBytes +
      this.#searchedAt.byteLength +
      this.#searchedPort.byteLength
    );
  }

  packet(context: PacketContext): void {
    const { packet: p, flow, destination } = context;
    if (flow < 0 || destination < 0) return;
    if (p.ipProtocol !== udpNumber) {
      this.#refused.refuse(context);
      return;
    }
    const { flows, hosts } = this.#tools.tracker;
    const judged = hosts.addressClass[destination];
    if (judged === addressClass.multicast || judged === addressClass.broadcast) {
      if (!isReflectedPort(p.dstPort)) return;
      this.#searchedAt[context.source] = context.second;
      this.#searchedPort[context.source] = p.dstPort;
      return;
    }
    if (!isReflectedPort(p.srcPort)) return;
    const answers = flows.packets[flow * 2 + context.side] as number;
    const questions = flows.packets[flow * 2 + 1 - context.side] as number;
    if (questions === 0) {
      this.#refused.answered(context);
      const wasSearched =
        this.#searchedPort[destination] === p.srcPort &&
        context.second - (this.#searchedAt[destination] as number) <= searchSeconds;
      if (p.payloadLength >= unaskedBytes && !wasSearched) this.counts.add(context, p.srcPort);
      return;
    }
    if (context.side === 0) return;
    this.#refused.answered(context);
    const ratio = (flows.bytes[flow * 2 + 1] as number) / Math.max(1, flows.bytes[flow * 2] as number);
    const isMany = answers >= fewestAnswers && answers >= questions * datagramRatio;
    if (ratio >= byteRatio && (isMany || p.payloadLength >= largeBytes)) this.counts.add(context, p.srcPort);
    // Among many ordinary answers a large one now and then means nothing.
    else this.counts.settle(destination, context.second);
  }

  second(now: number): void {
    const { counts } = this;
    counts.turn();
    for (let index = 0; index < counts.readyCount; index += 1) this.#judge(counts.ready(index), now);
    for (let at = this.#refused.next(0); at >= 0; at = this.#refused.next(at + 1))
      this.#judgeRefused(at, now);
  }

  #judgeRefused(at: number, now: number): void {
    const refused = this.#refused;
    const victim = refused.victim[at] as number;
    const value = refused.count[at] as number;
    const target = partyOf(this.#tools.tracker.hosts, victim, refused.number[at] as number);
    if (target === undefined || !this.#refusals.isPassed(value, victim, now)) return;
    const port = refused.port[at] as number;
    this.#tools.report({
      kind: 'amplification',
      time: now,
      actor: undefined,
      target,
      port: -1,
      fromPort: port,
      protocol: reflectedName(port),
      measures: [
        this.#refusals.measure('answers that it never asked for', value, 'count', refusedSeconds, victim),
      ],
      packet: refused.packet[at] as number,
      flow: refused.flow[at] as number,
      details: [],
      actors: 1,
      targets: 1,
    });
  }

  #judge(record: number, now: number): void {
    const { counts } = this;
    const target = counts.target[record] as number;
    const value = counts.count(record, longWindowSeconds);
    if (!this.#longer.isPassed(value, target, now)) return;
    const service = reflectedName(counts.port[record] as number);
    const words: FloodWords = {
      kind: 'amplification',
      protocol: service,
      of: 'large answers to it',
      isAnswer: true,
    };
    const bytes: Measure = {
      of: 'bytes of answers',
      value: counts.bytes(record, longWindowSeconds),
      unit: 'bytes',
      windowSeconds: longWindowSeconds,
      usual: undefined,
      usualOf: 'network',
      oddness: 0,
    };
    const measures = [this.#longer.measure(words.of, value, 'count', longWindowSeconds, target), bytes];
    reportFlood(this.#tools, this.#floods, counts, record, now, words, measures);
  }
}
