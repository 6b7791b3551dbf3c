import { expect, it } from 'vitest';
import { OddnessHistory } from './oddness-history.ts';

it('keeps the largest of each second, and silence as such', () => {
  const history = new OddnessHistory();
  expect(history.recent(5)).toEqual([]);
  history.add(100, 3);
  history.add(100, 7);
  history.add(100, 5);
  history.add(102, 2);
  expect(history.recent(3)).toEqual([7, Number.NaN, 2]);
  history.advanceTo(103);
  expect(history.recent(2)).toEqual([2, Number.NaN]);
});

it('forgets after an hour, also at once', () => {
  const history = new OddnessHistory();
  history.add(1_700_000_000, 9);
  history.add(1_700_100_000, 1);
  const recent = history.recent(4000);
  expect(recent).toHaveLength(3600);
  expect(recent.filter(value => !Number.isNaN(value))).toEqual([1]);
});
