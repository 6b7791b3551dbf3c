import { describe, expect, it } from 'vitest';
import { Random } from '../../testing/random.ts';
import { hydraPace, paces, passwordList } from './guesses.ts';

describe('guessing passwords', () => {
  it('tries the same list for the same seed, each password once', () => {
    const list = passwordList(new Random(7), 100);
    expect(list).toEqual(passwordList(new Random(7), 100));
    expect(new Set(list).size).toBe(100);
    expect(list).not.toEqual(passwordList(new Random(8), 100));
  });

  it('finds the right one late', () => {
    const list = passwordList(new Random(7), 50, 'the right one');
    expect(list).toHaveLength(51);
    expect(list.indexOf('the right one')).toBe(40);
  });

  it('paces hydra by connections, or by single tries', () => {
    expect(hydraPace(paces.loud)).toEqual(['-t', '12', '-W', '1']);
    expect(hydraPace(paces.quiet)).toEqual(['-t', '1', '-c', '4']);
  });
});
