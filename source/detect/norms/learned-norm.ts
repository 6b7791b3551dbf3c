import type { HostMaxima } from './host-maxima.ts';
import { bucketCount, bucketOf, keptValue } from './log-buckets.ts';
import type { Norm, NormOptions } from './norms.ts';

/** Usual is what one in so many does. */
const rareShare = 0.001;
/** Before anything was learned one in a hundred is taken to reach the floor, one in ten thousand ten times the floor. */
const priorOddnessAtFloor = 20;
const priorOddnessPerDecade = 20;
/** That guess weighs as much as so many observations. */
const priorObservations = 20;
/** Beyond what was seen the share falls with a power of the value, estimated from the top of what was seen. */
const gentlestTail = 1;
const steepestTail = 4;
const tailShare = 0.01;
const fewestTailObservations = 20;
/** With fewer observations than this an estimated tail is believed half. */
const tailTrust = 100;
const largestOddness = 100;
/** Weights are single precision: long before counting by one stops working they are halved. */
const heaviestTotal = 4_000_000;
/** Hosts whose largest values are kept in order; see `support`. */
export const rankedHosts = 3;
/** Buckets above the second largest host's largest that still count as seen by more than one. */
const supportSlack = 1;

/**
 * One quantity's histogram. What only a single host ever did is not usual in the network, however often it does it:
 * from three hosts on only values count that a second host has come near to. So neither a noisy attacker during
 * warm-up nor one who raises what it does little by little moves what is usual; each host's own maximum is another matter.
 */
export class LearnedNorm implements Norm {
  readonly name: string;
  readonly id: number;
  /** Decayed counts, and the largest value in each bucket. */
  readonly weights = new Float32Array(bucketCount);
  readonly largest = new Float32Array(bucketCount);
  /** The hosts with the largest values, and these, largest first; 0 for none. */
  readonly topHosts = new Int32Array(rankedHosts);
  readonly topValues = new Float32Array(rankedHosts);
  /** Largest value learned for no host in particular, −1 for none. */
  unattributed = -1;
  count = 0;
  isAskedFor = false;
  #floor = 0;
  #perHost = true;
  readonly #maxima: HostMaxima;
  /** Of the supported buckets: the total weight and the highest one that is not empty. Known while not stale. */
  #total = 0;
  #highest = 0;
  #usual = 0;
  #tail = gentlestTail;
  #isStale = true;

  constructor(name: string, id: number, maxima: HostMaxima) {
    this.name = name;
    this.id = id;
    this.#maxima = maxima;
  }

  configure(options: NormOptions): void {
    this.isAskedFor = true;
    this.#floor = keptValue(options.floor);
    this.#perHost = options.perHost;
    this.#isStale = true;
  }

  learn(value: number, host: number): void {
    const kept = keptValue(value);
    this.count += 1;
    if (host === 0) this.unattributed = Math.max(this.unattributed, kept);
    else {
      if (this.#perHost) this.#maxima.learn(this.id, host, kept);
      this.#rank(host, kept);
    }
    const bucket = bucketOf(kept);
    // Nobody else has been up there: not to be counted now, or it would be when somebody comes by once.
    if (host !== 0 && bucket > this.#support()) return;
    this.weights[bucket] = (this.weights[bucket] as number) + 1;
    if (kept > (this.largest[bucket] as number)) this.largest[bucket] = kept;
    this.#isStale = true;
  }

  usual(): number {
    if (this.#isStale) this.#refresh();
    return Math.max(this.#floor, this.#usual);
  }

  usualOf(host: number): number | undefined {
    if (host === 0 || !this.#perHost) return undefined;
    const most = this.#maxima.most(this.id, host);
    return most < 0 ? undefined : most;
  }

  oddness(value: number): number {
    if (this.#isStale) this.#refresh();
    const kept = keptValue(value);
    const total = this.#total;
    const seen = total > 0 ? this.#shareSeen(kept) : 0;
    const share = (total * seen + priorObservations * this.#priorShare(kept)) / (total + priorObservations);
    if (share >= 1) return 0;
    return Math.min(largestOddness, -10 * Math.log10(Math.max(share, Number.MIN_VALUE)));
  }

  /** All counts weigh a little less. */
  decay(factor: number, maximaFactor: number): void {
    for (let bucket = 0; bucket < bucketCount; bucket += 1) {
      const weight = (this.weights[bucket] as number) * factor;
      const isNothing = weight < 0.01;
      this.weights[bucket] = isNothing ? 0 : weight;
      if (isNothing) this.largest[bucket] = 0;
    }
    for (let rank = 0; rank < rankedHosts; rank += 1) {
      this.topValues[rank] = (this.topValues[rank] as number) * maximaFactor;
    }
    this.unattributed *= maximaFactor;
    this.#isStale = true;
  }

  clear(): void {
    this.weights.fill(0);
    this.largest.fill(0);
    this.topHosts.fill(0);
    this.topValues.fill(0);
    this.unattributed = -1;
    this.count = 0;
    this.#isStale = true;
  }

  /** The share of values as large as this one or larger. */
  #shareSeen(value: number): number {
    const total = this.#total;
    const top = this.largest[this.#highest] as number;
    if (value > top) return (Math.max(top, Number.MIN_VALUE) / value) ** this.#tail / (total + 1);
    const bucket = bucketOf(value);
    let reached = 0;
    for (let at = this.#highest; at > bucket; at -= 1) reached += this.weights[at] as number;
    if (value <= (this.largest[bucket] as number)) reached += this.weights[bucket] as number;
    return Math.min(1, (reached + 1) / (total + 1));
  }

  #priorShare(value: number): number {
    const floor = this.#floor > 0 ? this.#floor : 1;
    const oddness =
      value <= floor
        ? (priorOddnessAtFloor * value) / floor
        : priorOddnessAtFloor + priorOddnessPerDecade * Math.log10(value / floor);
    return 10 ** (-oddness / 10);
  }

  /** The highest bucket that counts. */
  #support(): number {
    // With one or two hosts there is nothing to compare with.
    if (this.topHosts[rankedHosts - 1] === 0) return bucketCount - 1;
    const second = Math.max(this.topValues[1] as number, this.unattributed);
    return Math.min(bucketCount - 1, bucketOf(second) + supportSlack);
  }

  #rank(host: number, value: number): void {
    const { topHosts, topValues } = this;
    let at = 0;
    while (at < rankedHosts && topHosts[at] !== host && topHosts[at] !== 0) at += 1;
    if (at === rankedHosts) {
      if (value <= (topValues[rankedHosts - 1] as number)) return;
      at = rankedHosts - 1;
    } else if (topHosts[at] === host && value <= (topValues[at] as number)) return;
    while (at > 0 && (topValues[at - 1] as number) < value) {
      topHosts[at] = topHosts[at - 1] as number;
      topValues[at] = topValues[at - 1] as number;
      at -= 1;
    }
    topHosts[at] = host;
    topValues[at] = value;
    this.#isStale = true;
  }

  #refresh(): void {
    this.#isStale = false;
    const support = this.#support();
    let total = 0;
    let highest = 0;
    for (let bucket = 0; bucket <= support; bucket += 1) {
      const weight = this.weights[bucket] as number;
      if (weight === 0) continue;
      total += weight;
      highest = bucket;
    }
    this.#total = total;
    this.#highest = highest;
    this.#usual = this.#valueReachedBy(rareShare * total);
    this.#tail = this.#estimateTail();
    if (total > heaviestTotal) this.decay(0.5, 1);
  }

  /** The largest value that still this much weight reaches. */
  #valueReachedBy(weight: number): number {
    if (this.#total <= 0) return 0;
    let reached = 0;
    let bucket = this.#highest;
    for (; bucket > 0; bucket -= 1) {
      reached += this.weights[bucket] as number;
      if (reached >= weight) break;
    }
    return this.largest[bucket] as number;
  }

  /** Hill's estimate of the power with which the top of what was seen falls. */
  #estimateTail(): number {
    const threshold = this.#valueReachedBy(Math.max(fewestTailObservations, tailShare * this.#total));
    let weight = 0;
    let logarithms = 0;
    if (threshold > 0) {
      for (let bucket = this.#highest; bucket > 0; bucket -= 1) {
        const value = this.largest[bucket] as number;
        if (value > 0 && value < threshold) break;
        const here = this.weights[bucket] as number;
        if (here === 0) continue;
        weight += here;
        logarithms += here * Math.log(value / threshold);
      }
    }
    const estimate = logarithms > 0 ? weight / logarithms : steepestTail;
    const bounded = Math.min(steepestTail, Math.max(gentlestTail, estimate));
    return (bounded * this.#total) / (this.#total + tailTrust);
  }
}
