import { describe, expect, it } from 'vitest';
import { Random } from '../testing/random.ts';
import { RowOrder } from './row-order.ts';
import {
  addressKey,
  byRank,
  byText,
  byTextId,
  compareAddresses,
  type SortKey,
  textKey,
} from './sort-keys.ts';

describe('row order', () => {
  it.each([true, false])('shows the same window as sorting everything (descending %s)', descending => {
    const random = new Random(descending ? 5 : 6);
    for (let round = 0; round < 200; round += 1) {
      const size = random.between(1, 300);
      const values = Array.from({ length: size }, () => (random.chance(0.1) ? Number.NaN : random.below(20)));
      const sort: SortKey = { key: slot => values[slot] as number };
      const order = new RowOrder(size);
      order.collect(size, slot => slot % 3 !== 0);
      order.sortBy(sort, descending, slot => slot);
      const rank = (slot: number): number => {
        const value = values[slot] as number;
        return Number.isNaN(value) ? Number.POSITIVE_INFINITY : descending ? -value : value;
      };
      // Equal rows: the newest first. Rows without a value: last either way.
      const sorted = values
        .map((_, slot) => slot)
        .filter(slot => slot % 3 !== 0)
        .sort((a, b) => (rank(a) === rank(b) ? b - a : rank(a) < rank(b) ? -1 : 1));
      const first = random.below(size + 5);
      const rows = random.below(40);
      expect([...order.window(first, rows)]).toEqual(sorted.slice(first, first + rows));
      const chosen = sorted[random.below(Math.max(1, sorted.length))];
      if (chosen !== undefined) expect(order.placeOf(chosen)).toBe(sorted.indexOf(chosen));
    }
  });

  it('orders texts whatever their case and however long, those without one last', () => {
    const texts = ['', 'beta', 'Alpha', 'prefix-2', 'prefix-10', 'ALPHA', 'émile'];
    const order = new RowOrder(texts.length);
    order.collect(texts.length, undefined);
    order.sortBy(
      byText(slot => texts[slot] ?? ''),
      false,
      slot => slot,
    );
    const shown = [...order.window(0, 10)].map(slot => texts[slot]);
    expect(shown).toEqual(['ALPHA', 'Alpha', 'beta', 'prefix-10', 'prefix-2', 'émile', '']);
    expect(textKey('')).toBeNaN();
  });

  it('orders addresses by version, number and port', () => {
    const address = Int32Array.from([
      0, 0, 0, 0x0a000001, 0, 0, 0, -1, 0x20010db8, 0, 0, 2, 0x20010db8, 0, 0, 1,
    ]);
    const kinds = [4, 4, 6, 6];
    const order = new RowOrder(4);
    order.collect(4, undefined);
    const key = (slot: number): number => addressKey(kinds[slot] as number, address, slot * 4, 443);
    const compare = (a: number, b: number): number => compareAddresses(address, a * 4, b * 4);
    order.sortBy({ key, compare }, false, slot => slot);
    expect([...order.window(0, 4)]).toEqual([0, 1, 3, 2]);
  });
});

describe('sort keys of texts kept by number', () => {
  it('order like their texts, rows without one last', () => {
    const texts = ['', 'udp', 'DNS', 'TLSv1.3', 'TLSv1.2'];
    const ids = [0, 1, 2, 3, 4, 2];
    for (const sort of [
      byRank(slot => ids[slot] ?? 0, texts),
      byTextId(
        slot => ids[slot] ?? 0,
        id => texts[id] ?? '',
      ),
    ]) {
      const order = new RowOrder(ids.length);
      order.collect(ids.length, undefined);
      order.sortBy(sort, false, slot => slot);
      expect([...order.window(0, 6)]).toEqual([5, 2, 4, 3, 1, 0]);
      order.sortBy(sort, true, slot => slot);
      expect([...order.window(0, 6)]).toEqual([1, 3, 4, 5, 2, 0]);
    }
  });
});
