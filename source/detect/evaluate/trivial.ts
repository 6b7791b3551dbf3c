import type { Packet } from '../../decode/packet.ts';
import type { Tracker } from '../../flows/tracker.ts';

/** What anybody would try first; printed beside ours, because a detector that does not beat them is none. */
export const trivialNames = ['length', 'rate', 'meanZ', 'rare'] as const;
export type TrivialName = (typeof trivialNames)[number];

export type TrivialScores = Readonly<Record<TrivialName, number>>;

const longestZ = 10;
const maxKeys = 1_000_000;

/**
 * Four trivial detectors over the same packets: how far the length is from the mean (|z|), packets a second of the
 * source, the mean |z| of the columns it is given, and how rarely (protocol, source, destination, service) was seen in
 * training. Not made for speed.
 */
export class TrivialDetectors {
  #length = new Moments();
  #columns: Moments[] = [];
  readonly #seen = new Map<string, number>();
  #trained = 0;
  readonly #rates = new Map<string, { time: number; rate: number }>();

  /** Scores the packet; `learns` first counts it as training. `row` holds columns for the mean |z|. */
  score(
    p: Packet,
    flow: number,
    tracker: Tracker,
    time: number,
    row: Float32Array,
    learns: boolean,
  ): TrivialScores {
    const key = tupleOf(p, flow, tracker);
    const rate = this.#rate(sourceOf(p), time);
    if (learns) this.#learn(p, key, row);
    return {
      length: this.#length.distance(p.length),
      rate,
      meanZ: this.#meanDistance(row),
      rare: 1 - (this.#seen.get(key) ?? 0) / Math.max(1, this.#trained),
    };
  }

  #learn(p: Packet, key: string, row: Float32Array): void {
    this.#trained += 1;
    this.#length.add(p.length);
    for (let column = 0; column < row.length; column += 1) {
      let moments = this.#columns[column];
      if (moments === undefined) {
        moments = new Moments();
        this.#columns[column] = moments;
      }
      moments.add(row[column] as number);
    }
    if (this.#seen.has(key) || this.#seen.size < maxKeys) this.#seen.set(key, (this.#seen.get(key) ?? 0) + 1);
  }

  #meanDistance(row: Float32Array): number {
    if (row.length === 0) return 0;
    let sum = 0;
    for (let column = 0; column < row.length; column += 1) {
      sum += Math.min(longestZ, this.#columns[column]?.distance(row[column] as number) ?? 0);
    }
    return sum / row.length;
  }

  /** Packets a second, each second counting 1/e of the one after. */
  #rate(source: string, time: number): number {
    const known = this.#rates.get(source);
    if (known === undefined) {
      if (this.#rates.size < maxKeys) this.#rates.set(source, { time, rate: 1 });
      return 1;
    }
    known.rate = known.rate * Math.exp(-Math.max(0, time - known.time)) + 1;
    known.time = Math.max(time, known.time);
    return known.rate;
  }
}

/** Mean and standard deviation as numbers come (Welford). */
class Moments {
  #count = 0;
  #mean = 0;
  #squares = 0;

  add(value: number): void {
    if (!Number.isFinite(value)) return;
    this.#count += 1;
    const before = value - this.#mean;
    this.#mean += before / this.#count;
    this.#squares += before * (value - this.#mean);
  }

  /** |z|; a column that never varied counts any other value as far away. */
  distance(value: number): number {
    if (this.#count === 0 || !Number.isFinite(value)) return 0;
    const deviation = Math.sqrt(this.#squares / this.#count);
    const difference = Math.abs(value - this.#mean);
    if (deviation > 0) return difference / deviation;
    return difference > 0 ? longestZ : 0;
  }
}

function sourceOf(p: Packet): string {
  return p.addressKind === 0 ? `e${p.etherType}` : `${p.src0} ${p.src1} ${p.src2} ${p.src3}`;
}

function tupleOf(p: Packet, flow: number, tracker: Tracker): string {
  if (flow < 0) return `e${p.etherType} ${p.arpOpcode} ${p.protocol}`;
  const service = tracker.flows.port[flow * 2 + 1] as number;
  return `${p.ipProtocol} ${sourceOf(p)} ${p.dst0} ${p.dst1} ${p.dst2} ${p.dst3} ${service}`;
}
