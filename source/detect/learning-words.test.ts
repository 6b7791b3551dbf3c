import { describe, expect, it } from 'vitest';
import { Random } from '../testing/random.ts';
import type { LearningState } from './analysis.ts';
import { learningWords } from './learning-words.ts';

function state(change: Partial<LearningState>): LearningState {
  return {
    source: 'nothing',
    progress: 0,
    isLearning: true,
    flows: 0,
    packets: 0,
    trainedAt: 0,
    isProvisional: false,
    shiftedAt: 0,
    ...change,
  };
}

describe('what the header says of learning', () => {
  it('is honest', () => {
    const at = new Date(2026, 2, 1, 14, 2, 59).getTime() / 1000;
    const said = (change: Partial<LearningState>, now = 0): string => learningWords(state(change), now).words;
    expect(said({ progress: 0.63 })).toBe('learning 63 %');
    expect(said({ progress: 0.9999 })).toBe('learning 99 %');
    expect(said({ source: 'bundled', progress: 0.12 })).toBe('bundled baseline · learning 12 %');
    expect(said({ source: 'own', progress: 1, flows: 41_200, trainedAt: at })).toBe(
      'learned 41k flows, 14:02',
    );
    expect(said({ source: 'own', progress: 1, flows: 1200, isProvisional: true })).toBe(
      'learned 1.2k flows, provisional',
    );
    expect(said({ source: 'own', progress: 1, packets: 7 })).toBe('learned 7 packets');
    expect(said({ source: 'given', isLearning: false })).toBe('baseline given, frozen');
    expect(said({ source: 'own', progress: 0.3, shiftedAt: 900 }, 1000)).toBe(
      'all is different: learning 30 %',
    );
    expect(said({ source: 'own', progress: 0.3, shiftedAt: 900 }, 5000)).toBe('learning 30 %');
  });

  it('always fits', () => {
    const random = new Random(7);
    for (let round = 0; round < 2000; round += 1) {
      const { words, short } = learningWords(
        state({
          source: random.pick(['nothing', 'bundled', 'given', 'own']),
          progress: random.pick([0, 0.004, 0.5, 0.999, 1, Number.NaN, 7]),
          isLearning: random.chance(0.8),
          flows: random.pick([0, 1, 999, 12_345, 9e9, 9e15, Number.NaN]),
          packets: random.pick([0, 1, 1e12]),
          trainedAt: random.pick([0, 1, 1.7e9, 1e300]),
          isProvisional: random.chance(0.5),
          shiftedAt: random.pick([0, 1000]),
        }),
        random.pick([0, 1200, 1e9]),
      );
      expect(words.length, words).toBeLessThanOrEqual(34);
      expect(short.length, short).toBeLessThanOrEqual(14);
      expect(words + short).not.toMatch(/NaN|undefined|Infinity/);
    }
  });
});
