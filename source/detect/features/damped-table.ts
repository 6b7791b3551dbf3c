/** Of packet time, per second: gaps are told apart to 61 µs, and time comes round after 73 hours. */
const ticksPerSecond = 16_384;
/** Steps of the table of e^−x, and where it ends. */
const stepsPerUnit = 256;
const farthest = 16;
export const decays = Float32Array.from({ length: stepsPerUnit * farthest + 1 }, (_, step) =>
  Math.exp(-step / stepsPerUnit),
);

const words = 8;
export const bytesPerSlot = words * 4;
const generationWord = 0;
const timeWord = 1;
const weight1Word = 2;
const weight01Word = 3;
const sumWord = 4;
const squareWord = 5;
const gapMeanWord = 6;
const gapVarianceWord = 7;

/** e^−x for x from 0. */
export function decayOf(x: number): number {
  const step = x * stepsPerUnit + 0.5;
  return step < decays.length ? (decays[step | 0] as number) : 0;
}

/** Packet time as the tables keep it. */
export function ticksOf(seconds: number): number {
  return (seconds * ticksPerSecond) | 0;
}

/** What a table found, before the packet just added; times in seconds. */
export const damped = {
  /** Packets in about the last second, ten seconds, and fifth of a second. */
  weight1: 0,
  weight01: 1,
  weight5: 2,
  /** Of lengths, over about ten seconds. */
  mean: 3,
  deviation: 4,
  /** Since the packet before, −1 where there was none. */
  gap: 5,
  /** Of the last dozen gaps or so, this one included: their mean, and their standard deviation divided by it. */
  gapVariation: 6,
  gapMean: 7,
  values: 8,
} as const;

/** Gaps count as at most this: a day of silence says nothing of how regular one is. */
const longestGapSeconds = 86_400;
/** What a gap counts against all before it. */
const newestGapShare = 1 / 12;

/**
 * Numbers of packets, and their lengths and gaps, that fade with time: of hosts, channels or flows, by slot. All of a
 * slot stand within 32 bytes. A slot whose generation is another begins anew.
 */
export class DampedTable {
  /** See `damped`. */
  readonly found: Float64Array;
  readonly #floats: Float32Array;
  readonly #integers: Int32Array;
  /** Gaps are kept, or instead the weight over a fifth of a second. */
  readonly #hasGaps: boolean;

  /** `memory`: where it is kept and where it tells what it found, where somebody else has a hand in it, too. */
  constructor(
    slots: number,
    hasGaps: boolean,
    memory: { readonly floats: Float32Array; readonly found: Float64Array } = {
      floats: new Float32Array(slots * words),
      found: new Float64Array(damped.values),
    },
  ) {
    this.#floats = memory.floats;
    this.#integers = new Int32Array(memory.floats.buffer, memory.floats.byteOffset, memory.floats.length);
    this.found = memory.found;
    this.#hasGaps = hasGaps;
  }

  get memoryBytes(): number {
    return this.#floats.byteLength;
  }

  /** Tells in `found` what there was, then adds a packet. */
  add(slot: number, generation: number, ticks: number, length: number): void {
    const floats = this.#floats;
    const integers = this.#integers;
    const { found } = this;
    const at = slot * words;
    if (integers[at + generationWord] !== generation) {
      floats.fill(0, at, at + words);
      found.fill(0);
      found[damped.gap] = -1;
      integers[at + generationWord] = generation;
      integers[at + timeWord] = ticks;
      floats[at + weight1Word] = 1;
      floats[at + weight01Word] = 1;
      floats[at + sumWord] = length;
      floats[at + squareWord] = length * length;
      if (!this.#hasGaps) floats[at + gapMeanWord] = 1;
      return;
    }
    const passed = (ticks - (integers[at + timeWord] as number)) | 0;
    const gap = passed > 0 ? passed / ticksPerSecond : 0;
    integers[at + timeWord] = ticks;
    const decay01 = decayOf(gap * 0.1);
    const decay1 = decayOf(gap);
    const before01 = floats[at + weight01Word] as number;
    const weight1 = (floats[at + weight1Word] as number) * decay1;
    const weight01 = before01 * decay01;
    const sum = floats[at + sumWord] as number;
    const square = floats[at + squareWord] as number;
    // A ratio does not fade: where all is long ago, the last lengths are still the last.
    const mean = sum / before01;
    const variance = square / before01 - mean * mean;
    found[damped.weight1] = weight1;
    found[damped.weight01] = weight01;
    found[damped.mean] = mean;
    found[damped.deviation] = variance > 0 ? Math.sqrt(variance) : 0;
    found[damped.gap] = gap;
    // Never all gone, so that a ratio stays one.
    const kept = decay01 > 0.001 ? decay01 : 0.001;
    floats[at + weight1Word] = weight1 + 1;
    floats[at + weight01Word] = before01 * kept + 1;
    floats[at + sumWord] = sum * kept + length;
    floats[at + squareWord] = square * kept + length * length;
    if (this.#hasGaps) this.#addGap(at, gap);
    else {
      const weight5 = (floats[at + gapMeanWord] as number) * decayOf(gap * 5);
      found[damped.weight5] = weight5;
      floats[at + gapMeanWord] = weight5 + 1;
    }
  }

  #addGap(at: number, gap: number): void {
    const floats = this.#floats;
    const counted = gap < longestGapSeconds ? gap : longestGapSeconds;
    const before = floats[at + gapMeanWord] as number;
    const apart = counted - before;
    // The first gap is all that is known.
    const mean = before > 0 ? before + apart * newestGapShare : counted;
    const variance =
      before > 0
        ? (1 - newestGapShare) * ((floats[at + gapVarianceWord] as number) + newestGapShare * apart * apart)
        : 0;
    floats[at + gapMeanWord] = mean;
    floats[at + gapVarianceWord] = variance;
    this.found[damped.gapMean] = mean;
    this.found[damped.gapVariation] = mean > 0 ? Math.sqrt(variance) / mean : 0;
  }
}
