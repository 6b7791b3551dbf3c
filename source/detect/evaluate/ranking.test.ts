import { describe, expect, it } from 'vitest';
import { rank } from './ranking.ts';

describe('ranking', () => {
  it('is perfect where every attack scores above every benign row', () => {
    const ranking = rank([1, 2, 3, 4], [0, 0, 1, 1]);
    expect(ranking).toMatchObject({ rocArea: 1, averagePrecision: 1, found1Percent: 1, found01Percent: 1 });
  });

  it('counts ties half, and takes equal scores as one step', () => {
    const ranking = rank([1, 1, 1, 1], [0, 1, 0, 1]);
    expect(ranking.rocArea).toBe(0.5);
    expect(ranking.averagePrecision).toBe(0.5);
    expect(ranking.found1Percent).toBe(0);
  });

  it('agrees with counting pairs', () => {
    const scores = [5, 3, 9, 3, 7, 1, 8, 3];
    const labels = [1, 0, 0, 1, 1, 0, 1, 0];
    let wins = 0;
    let pairs = 0;
    for (let a = 0; a < 8; a += 1)
      for (let b = 0; b < 8; b += 1) {
        if (labels[a] !== 1 || labels[b] !== 0) continue;
        pairs += 1;
        wins += (scores[a] as number) > (scores[b] as number) ? 1 : scores[a] === scores[b] ? 0.5 : 0;
      }
    expect(rank(scores, labels).rocArea).toBeCloseTo(wins / pairs, 12);
  });

  it('leaves rows without a score out, and says NaN where a label does not occur', () => {
    const ranking = rank([Number.NaN, 1, 2], [1, 0, 0]);
    expect(ranking).toMatchObject({ rows: 2, attacks: 0, unscored: 1, rocArea: Number.NaN });
    expect(rank([], []).averagePrecision).toBeNaN();
  });
});
