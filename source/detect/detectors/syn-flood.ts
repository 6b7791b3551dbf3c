import {
  type Detector,
  type DetectorTools,
  interest,
  type Measure,
  type PacketContext,
} from '../contracts.ts';
import type { AttemptListener } from './attempts.ts';
import { type FloodWords, floodMeasures, looksLikeScan, reportFlood } from './flood.ts';
import type { FloodState } from './flood-state.ts';
import { longWindowSeconds, minuteSeconds, TargetCounts } from './target-counts.ts';
import { Threshold } from './threshold.ts';
import { WithoutMemory } from './without-memory.ts';

const words: FloodWords = {
  kind: 'syn-flood',
  protocol: 'TCP',
  of: 'connections begun to it and not used',
};
const tcpNumber = 6;
/** A second with so many may be one: until it is over and judged, unknown senders are not written down. */
const suspiciousInSecond = 200;

/** Connections that are begun at one host and nothing comes of: the more, the fewer of others it can accept. */
export class SynFlood extends WithoutMemory implements Detector, AttemptListener {
  readonly section = 'syn-flood';
  readonly wants = interest.tcpSyn;
  readonly counts: TargetCounts;
  readonly #tools: DetectorTools;
  readonly #floods: FloodState;
  readonly #second: Threshold;
  readonly #longer: Threshold;
  readonly #minute: Threshold;

  constructor(tools: DetectorTools, floods: FloodState) {
    super();
    this.#tools = tools;
    this.#floods = floods;
    this.counts = new TargetCounts(tools.tracker);
    this.#second = new Threshold(tools, 'unused connections to a host, 1 s', {
      floor: 60,
      network: 4,
      ceiling: 2000,
      own: 3,
    });
    this.#longer = new Threshold(tools, 'unused connections to a host, 10 s', {
      floor: 70,
      network: 3,
      ceiling: 5000,
      own: 2.5,
    });
    this.#minute = new Threshold(tools, 'unused connections to a host, 60 s', {
      floor: 110,
      network: 3,
      ceiling: 10_000,
      own: 2.5,
      probationSeconds: 180,
    });
  }

  get memoryBytes(): number {
    return this.counts.memoryBytes;
  }

  packet(context: PacketContext): void {
    if (context.destination >= 0) this.counts.add(context, context.packet.dstPort);
  }

  failed(flow: number, _source: number, target: number, isRefused: boolean, now: number): void {
    if (isRefused && target >= 0 && this.#isTcp(flow)) this.counts.refuse(target, now);
  }

  succeeded(flow: number, target: number, now: number): void {
    if (this.#isTcp(flow)) this.counts.settle(target, now);
  }

  isSuspicious(target: number, second: number): boolean {
    return this.counts.inThisSecond(target, second) > suspiciousInSecond;
  }

  second(now: number): void {
    const { counts } = this;
    counts.turn();
    for (let index = 0; index < counts.readyCount; index += 1) this.#judge(counts.ready(index), now);
  }

  #judge(record: number, now: number): void {
    const { counts } = this;
    const unused = counts.count(record, 1);
    // What is refused over and over is somebody's mistake, and told of as failed connections, until it is a flood.
    const longer = Math.max(
      0,
      counts.count(record, longWindowSeconds) - counts.refused(record, longWindowSeconds),
    );
    // A busy server has as many under way as it takes an answer to come.
    if (counts.settled(record, longWindowSeconds) > longer + unused) return;
    if (looksLikeScan(counts, record)) return;
    const measures =
      floodMeasures(counts, record, now, words, this.#second, unused, this.#longer, longer) ??
      this.#minuteMeasures(record, now);
    if (measures === undefined) return;
    reportFlood(this.#tools, this.#floods, counts, record, now, words, measures);
  }

  #minuteMeasures(record: number, now: number): readonly Measure[] | undefined {
    const target = this.counts.target[record] as number;
    const value = this.counts.minute(record);
    if (!this.#minute.isPassed(value, target, now)) return undefined;
    return [this.#minute.measure(words.of, value, 'count', minuteSeconds, target)];
  }

  #isTcp(flow: number): boolean {
    return this.#tools.tracker.flows.ipProtocol[flow] === tcpNumber;
  }
}
