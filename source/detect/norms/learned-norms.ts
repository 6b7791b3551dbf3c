import type { Section } from '../learned.ts';
import { HostMaxima } from './host-maxima.ts';
import { LearnedNorm, rankedHosts } from './learned-norm.ts';
import { bucketCount, bucketOf, largestValue } from './log-buckets.ts';
import type { Norm, NormOptions, Norms } from './norms.ts';

export type LearnedNormsOptions = {
  /** Of the hash table; nothing that is learned depends on it. Default 1. */
  readonly seed?: number;
};

const format = 1;
const mostNorms = 256;
const longestName = 80;
const mostHostEntries = 16_384;
/** Time is let pass in steps; what was learned weighs half after a week, a maximum loses half in two. */
const stepSeconds = 3600;
const weightHalfLifeSteps = 7 * 24;
const maximumHalfLifeSteps = 14 * 24;
/** A clock that jumps by years must not wipe out everything. */
const mostStepsAtOnce = 24;

/** What a section holds once it was found to be in order. */
type Checked = {
  readonly names: readonly string[];
  readonly counts: Float64Array;
  readonly weights: Float32Array;
  readonly largest: Float32Array;
  readonly unattributed: Float32Array;
  readonly topHosts: Int32Array;
  readonly topValues: Float32Array;
  readonly host: Int32Array;
  readonly hostNorm: Uint16Array;
  readonly hostMost: Float32Array;
  readonly hostObservations: Uint32Array;
};

/** All norms, as detectors ask for them by name. */
export class LearnedNorms implements Norms {
  readonly section = 'norms';
  readonly #maxima: HostMaxima;
  readonly #norms: LearnedNorm[] = [];
  readonly #byName = new Map<string, LearnedNorm>();
  #steppedAt = 0;

  constructor(options: LearnedNormsOptions = {}) {
    this.#maxima = new HostMaxima(options.seed ?? 1);
  }

  get memoryBytes(): number {
    return this.#maxima.memoryBytes + this.#norms.length * bucketCount * 8;
  }

  norm(name: string, options: NormOptions): Norm {
    const norm = this.#byName.get(name) ?? this.#make(name);
    if (!norm.isAskedFor) norm.configure(options);
    return norm;
  }

  /** Once whenever packet time has reached another whole second, like detectors: lets old knowledge fade. */
  second(now: number): void {
    if (now < this.#steppedAt || this.#steppedAt === 0) this.#steppedAt = now;
    const passed = Math.floor((now - this.#steppedAt) / stepSeconds);
    if (passed <= 0) return;
    this.#steppedAt = now;
    const steps = Math.min(mostStepsAtOnce, passed);
    const maximaFactor = 0.5 ** (steps / maximumHalfLifeSteps);
    for (const norm of this.#norms) norm.decay(0.5 ** (steps / weightHalfLifeSteps), maximaFactor);
    this.#maxima.decay(maximaFactor);
  }

  save(): Section {
    const norms = this.#norms;
    const counts = new Float64Array(norms.length);
    const weights = new Float32Array(norms.length * bucketCount);
    const largest = new Float32Array(norms.length * bucketCount);
    const unattributed = new Float32Array(norms.length);
    const topHosts = new Int32Array(norms.length * rankedHosts);
    const topValues = new Float32Array(norms.length * rankedHosts);
    norms.forEach((norm, index) => {
      counts[index] = norm.count;
      weights.set(norm.weights, index * bucketCount);
      largest.set(norm.largest, index * bucketCount);
      unattributed[index] = norm.unattributed;
      topHosts.set(norm.topHosts, index * rankedHosts);
      topValues.set(norm.topValues, index * rankedHosts);
    });
    const maxima = this.#maxima.save();
    return {
      facts: { format, buckets: bucketCount, names: norms.map(norm => norm.name) },
      arrays: {
        counts,
        weights,
        largest,
        unattributed,
        topHosts,
        topValues,
        host: maxima.host,
        hostNorm: maxima.norm,
        hostMost: maxima.most,
        hostObservations: maxima.observations,
      },
    };
  }

  /** What holds in any network: no host is in it, by no name. */
  saveGeneral(): Section {
    const { facts, arrays } = this.save();
    const topHosts = (arrays['topHosts'] as Int32Array).map((key, at) =>
      key === 0 ? 0 : (at % rankedHosts) + 1,
    );
    return {
      facts,
      arrays: {
        ...arrays,
        topHosts,
        host: new Int32Array(0),
        hostNorm: new Uint16Array(0),
        hostMost: new Float32Array(0),
        hostObservations: new Uint32Array(0),
      },
    };
  }

  load(section: Section): string | undefined {
    const checked = check(section);
    if (typeof checked === 'string') return checked;
    this.#maxima.clear();
    for (const norm of this.#norms) norm.clear();
    const ids = checked.names.map((name, index) => {
      const norm = this.#byName.get(name) ?? this.#make(name);
      norm.count = checked.counts[index] as number;
      norm.weights.set(checked.weights.subarray(index * bucketCount, (index + 1) * bucketCount));
      norm.largest.set(checked.largest.subarray(index * bucketCount, (index + 1) * bucketCount));
      norm.unattributed = checked.unattributed[index] as number;
      norm.topHosts.set(checked.topHosts.subarray(index * rankedHosts, (index + 1) * rankedHosts));
      norm.topValues.set(checked.topValues.subarray(index * rankedHosts, (index + 1) * rankedHosts));
      return norm.id;
    });
    for (let index = 0; index < checked.host.length; index += 1) {
      const id = ids[checked.hostNorm[index] as number] as number;
      const most = checked.hostMost[index] as number;
      this.#maxima.restore(
        id,
        checked.host[index] as number,
        most,
        checked.hostObservations[index] as number,
      );
    }
    return undefined;
  }

  #make(name: string): LearnedNorm {
    const norm = new LearnedNorm(name, this.#norms.length, this.#maxima);
    this.#norms.push(norm);
    this.#byName.set(name, norm);
    return norm;
  }
}

function check(section: Section): Checked | string {
  const { facts, arrays } = section;
  if (facts['format'] !== format || facts['buckets'] !== bucketCount) {
    return 'what is usual was written in a form this version does not read';
  }
  const names = namesOf(facts['names']);
  if (names === undefined) return 'the names of what is usual are damaged';
  const { counts, weights, largest, unattributed, topHosts, topValues } = arrays;
  const { host, hostNorm, hostMost, hostObservations } = arrays;
  const damaged = 'what is usual is damaged';
  if (!(counts instanceof Float64Array) || counts.length !== names.length) return damaged;
  if (!(weights instanceof Float32Array) || weights.length !== names.length * bucketCount) return damaged;
  if (!(largest instanceof Float32Array) || largest.length !== weights.length) return damaged;
  if (!(unattributed instanceof Float32Array) || unattributed.length !== names.length) return damaged;
  if (!(topHosts instanceof Int32Array) || topHosts.length !== names.length * rankedHosts) return damaged;
  if (!(topValues instanceof Float32Array) || topValues.length !== topHosts.length) return damaged;
  const isOrdered = ranksAreOrdered(topHosts, topValues);
  if (!isAmount(counts) || !isAmount(weights) || !isAmount(topValues) || !isOrdered) return damaged;
  if (unattributed.some(value => !(value >= -1 && value <= largestValue))) return damaged;
  if (!isHistogram(weights, largest)) return damaged;
  const damagedHosts = 'what is usual of each host is damaged';
  if (!(host instanceof Int32Array) || host.length > mostHostEntries) return damagedHosts;
  if (!(hostNorm instanceof Uint16Array) || hostNorm.length !== host.length) return damagedHosts;
  if (!(hostMost instanceof Float32Array) || hostMost.length !== host.length) return damagedHosts;
  if (!(hostObservations instanceof Uint32Array) || hostObservations.length !== host.length) {
    return damagedHosts;
  }
  if (host.some(key => key === 0) || hostNorm.some(norm => norm >= names.length) || !isAmount(hostMost)) {
    return damagedHosts;
  }
  return {
    names,
    counts,
    weights,
    largest,
    unattributed,
    topHosts,
    topValues,
    host,
    hostNorm,
    hostMost,
    hostObservations,
  };
}

function namesOf(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value) || value.length > mostNorms) return undefined;
  const names: string[] = [];
  for (const name of value as readonly unknown[]) {
    if (typeof name !== 'string' || name === '' || name.length > longestName) return undefined;
    names.push(name);
  }
  return new Set(names).size === names.length ? names : undefined;
}

function isAmount(values: Float32Array | Float64Array): boolean {
  return values.every(value => value >= 0 && value <= largestValue);
}

/** Every bucket's largest value lies in it, and none that is empty has one. */
function isHistogram(weights: Float32Array, largest: Float32Array): boolean {
  return weights.every((weight, at) => {
    const value = largest[at] as number;
    if (!(value >= 0 && value <= largestValue)) return false;
    return weight === 0 ? value === 0 : bucketOf(value) === at % bucketCount;
  });
}

function ranksAreOrdered(hosts: Int32Array, values: Float32Array): boolean {
  for (let at = 0; at < hosts.length; at += 1) {
    if (hosts[at] === 0 && values[at] !== 0) return false;
    if (at % rankedHosts === 0) continue;
    if ((values[at] as number) > (values[at - 1] as number)) return false;
    if (hosts[at] !== 0 && (hosts[at - 1] === 0 || hosts[at] === hosts[at - 1])) return false;
  }
  return true;
}
