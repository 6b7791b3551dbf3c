import { describeCrasher, fuzzFrames } from '../testing/fuzz.ts';
import { corpusFrames, handMadeFrames } from '../testing/seed-frames.ts';
import { type Benchmark, goal, report, significant } from './report.ts';

/** Without `--minutes`. */
const defaultMinutes = 5;
const quickMinutes = 0.1;
const framesPerRound = 20_000;
const millisecondsPerMinute = 60_000;

/** The fuzzer of the tests, with new seeds for as long as one likes. */
export const benchmark: Benchmark = {
  name: 'fuzz',
  summary: 'damages frames and decodes them, for --minutes (5): no exception, hang or stray read',
  run: async options => {
    const minutes = options.quick ? quickMinutes : (options.minutes ?? defaultMinutes);
    const deadline = performance.now() + minutes * millisecondsPerMinute;
    // A new seed each time reaches new frames; it is printed, and repeats the round.
    const firstSeed = Math.floor(Date.now() / 1000) % 2 ** 31;
    const seedSets = [await handMadeFrames(), corpusFrames()].filter(set => set.length > 0);
    const hasTime = (): boolean => performance.now() < deadline && !options.signal.aborted;
    const found = new Map<string, string>();
    let frames = 0;
    let rounds = 0;
    let slowest = 0;
    while (hasTime()) {
      const set = seedSets[rounds % seedSets.length] ?? [];
      const result = fuzzFrames(set, framesPerRound, firstSeed + rounds, hasTime);
      frames += result.frames;
      rounds += 1;
      slowest = Math.max(slowest, result.slowestMilliseconds);
      for (const crasher of result.crashers) {
        const kind = crasher.problem.replace(/\d+/g, '#').slice(0, 60);
        if (found.has(kind)) continue;
        found.set(kind, describeCrasher(crasher));
        options.log(`seed ${firstSeed + rounds - 1}: ${describeCrasher(crasher)}`);
      }
      if (rounds % 20 === 0) options.log(`${frames} frames, ${found.size} problems`);
      // Lets a signal in.
      await new Promise(resolve => setImmediate(resolve));
    }
    return report(
      'fuzz',
      rounds,
      [
        goal({
          name: 'broken rules',
          value: found.size,
          unit: 'kinds',
          goal: 0,
          compare: '<=',
          peer: null,
        }),
        goal({
          name: 'slowest decode of a damaged frame',
          value: slowest,
          unit: 'ms',
          goal: 50,
          compare: '<=',
          peer: null,
        }),
      ],
      {
        frames,
        minutes: significant(minutes),
        firstSeed,
        seedFrames: seedSets.map(set => set.length),
        problems: [...found.values()],
      },
    );
  },
};
