import { describe, expect, it } from 'vitest';
import { Random } from '../../testing/random.ts';
import { allocateForest, type CompiledForest, forestBuffers, forestProblem } from './compiled-forest.ts';
import { createScorer } from './score.ts';

const shape = { columns: 3, trees: 2, depth: 4, sampleSize: 10, normalizer: 3.7 };

function forestWith(change: (forest: CompiledForest) => void): CompiledForest {
  const forest = allocateForest(shape);
  change(forest);
  return forest;
}

describe('forestProblem', () => {
  it('finds none in a forest, also after a journey between threads', () => {
    const forest = allocateForest(shape);
    expect(forestProblem(forest)).toBeUndefined();
    expect(forestProblem(structuredClone(forest, { transfer: forestBuffers(forest) }))).toBeUndefined();
    // It was handed over.
    expect(forestProblem(forest)).toContain('splitColumns');
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'forest'],
    ['an empty object', {}],
    ['text for a number', { ...allocateForest(shape), trees: '2' }],
    ['too many trees', { ...allocateForest(shape), trees: 3 }],
    ['a part of a tree', { ...allocateForest(shape), trees: 1.5 }],
    ['no trees', { ...allocateForest(shape), trees: 0 }],
    ['too deep', { ...allocateForest(shape), depth: 31 }],
    ['no columns', { ...allocateForest(shape), columns: 0 }],
    ['a negative sample', { ...allocateForest(shape), sampleSize: -1 }],
    ['nothing to divide by', { ...allocateForest(shape), normalizer: 0 }],
    ['NaN to divide by', { ...allocateForest(shape), normalizer: Number.NaN }],
    ['numbers in an ordinary array', { ...allocateForest(shape), leafLengths: new Array(32).fill(1) }],
    ['a short array', { ...allocateForest(shape), splitValues: new Float32Array(31) }],
    ['a column too far', forestWith(forest => forest.splitColumns.fill(3, 17, 18))],
    ['an infinite split', forestWith(forest => forest.splitValues.fill(Infinity, 4, 5))],
    ['a split at NaN', forestWith(forest => forest.splitValues.fill(Number.NaN, 4, 5))],
    ['a path that cannot be', forestWith(forest => forest.leafLengths.fill(1e9, 0, 1))],
    ['a negative path', forestWith(forest => forest.expectedLengths.fill(-1, 0, 1))],
  ])('finds one in %s', (_, value) => {
    expect(forestProblem(value)).toMatch(/\w/);
  });

  it('lets nothing through that scores outside of 0 … 1', () => {
    const random = new Random(6);
    let passed = 0;
    for (let round = 0; round < 2000; round += 1) {
      const forest = forestWith(damaged => {
        for (const part of forestBuffers(damaged)) {
          const bytes = new Uint8Array(part);
          for (let hit = random.below(3); hit > 0; hit -= 1)
            bytes[random.below(bytes.length)] = random.below(256);
        }
      });
      if (forestProblem(forest) !== undefined) continue;
      passed += 1;
      const score = createScorer(forest, { kernel: undefined }).scoreRow(
        Float32Array.of(1, Number.NaN, -1e9),
      );
      expect(score >= 0 && score <= 1).toBe(true);
    }
    expect(passed).toBeGreaterThan(100);
  });
});
