import type { DetectorTools, Measure } from '../contracts.ts';
import { hostKey } from '../host-key.ts';
import { knownUsual, type Norm } from '../norms/norms.ts';

export type ThresholdOptions = {
  /** Nothing up to this alarms, whatever was learned or not. */
  readonly floor: number;
  /** How many times what is usual in the network must be passed; the result is never more than `ceiling`. */
  readonly network: number;
  readonly ceiling?: number;
  /** How many times the most this host did must be passed, where that is known. */
  readonly own: number;
  /**
   * Until `learnedFirst` values were learned, and this network was learned from for a while, `unlearnedFloor` is the
   * floor: for what differs too much between networks.
   */
  readonly unlearnedFloor?: number;
  readonly learnedFirst?: number;
  /** Default a minute; longer than values take to add up. */
  readonly probationSeconds?: number;
};

/** Values above this share of the floor are learned only when their host has kept out of trouble for a while. */
const directShare = 1 / 3;
/** Of what is usual at most, and more for ten times that. */
const grantedOddness = 20;
const grantedPerDecade = 20;
const largestOddness = 100;
const shortestProbationSeconds = 60;
const mostOnProbation = 256;
/** A baseline brings the values of another network along, which say nothing of what is much in this one. */
const leastLearnedSeconds = 600;

/** A line that what was learned can raise: above it is an alarm. */
export class Threshold {
  readonly #tools: DetectorTools;
  readonly #norm: Norm;
  readonly #options: ThresholdOptions;
  /** The largest value of each host (by key) that may be learned, and since when it waits. */
  readonly #probation = new Map<number, { value: number; readonly since: number }>();

  constructor(tools: DetectorTools, name: string, options: ThresholdOptions) {
    this.#tools = tools;
    this.#options = options;
    this.#norm = tools.norms.norm(name, { floor: options.floor / options.network, perHost: true });
  }

  /** Values learned. */
  get learned(): number {
    return this.#norm.count;
  }

  /** `host` is a slot; what it did up to `now` is judged, and learned from if it may be. */
  isPassed(value: number, host: number, now: number): boolean {
    return this.isPassedBy(value, hostKey(this.#tools.tracker.hosts, host), host, now);
  }

  /** As above, for a host that may have no slot (−1), by its key. */
  isPassedBy(value: number, key: number, host: number, now: number): boolean {
    if (!(value >= 0)) return false;
    const { floor, network, own, ceiling } = this.#options;
    const tools = this.#tools;
    const isAbove = value > (this.#isLearned() ? floor : (this.#options.unlearnedFloor ?? floor));
    let isPassed = false;
    if (isAbove) {
      const ofNetwork = Math.min(network * this.#norm.usual(), ceiling ?? Number.POSITIVE_INFINITY);
      isPassed = value > ofNetwork && value > own * (this.#norm.usualOf(key) ?? 0);
    }
    if (isPassed || (host >= 0 && tools.isSuspect(host))) this.#probation.delete(key);
    else if (tools.learning()) this.#learn(value, key, now);
    return isPassed;
  }

  #isLearned(): boolean {
    const { learnedFirst } = this.#options;
    if (learnedFirst === undefined) return true;
    return this.#norm.count >= learnedFirst && this.#tools.learnedSeconds() >= leastLearnedSeconds;
  }

  /** A scan that gathers speed must not have taught its own beginning by the time it could be noticed. */
  #learn(value: number, key: number, now: number): void {
    const waiting = this.#probation.get(key);
    const probation = this.#options.probationSeconds ?? shortestProbationSeconds;
    if (waiting !== undefined && Math.abs(now - waiting.since) >= probation) {
      this.#norm.learn(waiting.value, key);
      this.#probation.delete(key);
    }
    if (value <= this.#options.floor * directShare) {
      this.#norm.learn(value, key);
      return;
    }
    const held = this.#probation.get(key);
    if (held !== undefined) held.value = Math.max(held.value, value);
    else if (this.#probation.size < mostOnProbation) this.#probation.set(key, { value, since: now });
    else this.#probation.clear();
  }

  measure(of: string, value: number, unit: Measure['unit'], windowSeconds: number, host: number): Measure {
    return this.measureBy(of, value, unit, windowSeconds, hostKey(this.#tools.tracker.hosts, host));
  }

  measureBy(of: string, value: number, unit: Measure['unit'], windowSeconds: number, key: number): Measure {
    const own = this.#norm.usualOf(key);
    return {
      of,
      value,
      unit,
      windowSeconds,
      usual: own ?? knownUsual(this.#norm),
      usualOf: own === undefined ? 'network' : 'host',
      oddness: this.#oddness(value),
    };
  }

  /** A handful of values learned say little of how rare a far larger one is: at least what is taken for granted. */
  #oddness(value: number): number {
    const granted = grantedOddness + grantedPerDecade * Math.log10(Math.max(1, value / this.#norm.usual()));
    return Math.max(this.#norm.oddness(value), Math.min(largestOddness, granted));
  }
}
