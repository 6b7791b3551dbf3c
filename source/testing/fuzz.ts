import { Oracle } from './fuzz-oracle.ts';
import { mutate } from './mutate.ts';
import { Random } from './random.ts';
import type { SeedFrame } from './seed-frames.ts';

/** A frame that breaks a rule, with what it takes to see it again. */
export type Crasher = {
  readonly problem: string;
  readonly hex: string;
  readonly linkType: number;
  /** On the wire. */
  readonly length: number;
  readonly origin: string;
};

export type CampaignResult = {
  readonly frames: number;
  readonly crashers: readonly Crasher[];
  readonly slowestMilliseconds: number;
  readonly longestInfo: number;
  /** How many different reasons for "malformed" came up. */
  readonly reasons: number;
};

/** After so many crashers a campaign has made its point. */
const enoughCrashers = 20;

/** Link types tried now and then on any frame: those that wrap the rest of the world. */
const commonLinkTypes: readonly number[] = [0, 1, 9, 50, 101, 104, 105, 107, 113, 127, 192, 228, 229, 276];

/** Mutates seeds and examines what comes out, `frames` times; the same seed gives the same frames. */
export function fuzzFrames(
  seeds: readonly SeedFrame[],
  frames: number,
  seed: number,
  hasTime: () => boolean = () => true,
): CampaignResult {
  const random = new Random(seed);
  const oracle = new Oracle();
  const crashers: Crasher[] = [];
  const problems = new Set<string>();
  let done = 0;
  for (; done < frames && crashers.length < enoughCrashers && (done % 256 !== 0 || hasTime()); done += 1) {
    const original = random.pick(seeds);
    const bytes = damaged(original, seeds, random);
    const linkType = random.chance(0.03) ? random.pick(commonLinkTypes) : original.linkType;
    // A third as if the capture had cut it: missing bytes are excused then, and lengths disagree.
    const length = random.chance(0.33) ? bytes.length + random.between(1, 2000) : bytes.length;
    const problem = oracle.examine(bytes, linkType, length);
    // The same fault shows itself in many frames: once is enough.
    const kind = problem?.replace(/\d+/g, '#').slice(0, 60);
    if (problem === undefined || kind === undefined || problems.has(kind)) continue;
    problems.add(kind);
    crashers.push({
      problem,
      hex: Buffer.from(bytes).toString('hex'),
      linkType,
      length,
      origin: original.origin,
    });
  }
  return {
    frames: done,
    crashers,
    slowestMilliseconds: oracle.slowest,
    longestInfo: oracle.longestInfoSeen,
    reasons: oracle.reasons.size,
  };
}

function damaged(original: SeedFrame, seeds: readonly SeedFrame[], random: Random): Uint8Array {
  if (!random.chance(0.1)) return mutate(original.bytes, random);
  // Now and then the head of one frame on the tail of another: lengths and contents that never met.
  const other = random.pick(seeds).bytes;
  const head = original.bytes.subarray(0, random.between(0, original.bytes.length));
  const tail = other.subarray(random.between(0, other.length));
  const both = new Uint8Array(head.length + tail.length);
  both.set(head);
  both.set(tail, head.length);
  return random.chance(0.5) ? both : mutate(both, random);
}

export function describeCrasher(crasher: Crasher): string {
  return `${crasher.problem}\n  link type ${crasher.linkType}, length ${crasher.length}, from ${crasher.origin}:\n  ${crasher.hex}`;
}
