import { expect, it } from 'vitest';
import { RelayCards } from './relay-cards.ts';

it('takes a card for a router that many are behind', () => {
  const cards = new RelayCards();
  for (const other of [1, 1, 2, 2, 3]) cards.meet(7, 8, other);
  for (let count = 0; count < 20; count += 1) cards.meet(7, 9, 1);
  expect(cards.has(7, 8)).toBe(false);
  cards.meet(7, 8, 4);
  expect(cards.has(7, 8)).toBe(true);
  expect(cards.has(7, 9)).toBe(false);
  expect(cards.has(1, 1)).toBe(false);
});

it('does not forget routers for the sake of others', () => {
  const cards = new RelayCards();
  for (let other = 0; other < 4; other += 1) cards.meet(7, 8, other);
  for (let card = 0; card < 100; card += 1) cards.meet(1, card, card);
  expect(cards.has(7, 8)).toBe(true);
});
