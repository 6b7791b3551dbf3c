import { describe, expect, it } from 'vitest';
import { Random } from '../testing/random.ts';
import { KeyedSlots, mix } from './keyed-table.ts';

/** The slots with one number per key, and the same thing built naively on a Map. */
class NaiveTable {
  /** Least recently used first. */
  readonly keys = new Map<number, true>();
  evicted = 0;
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  use(key: number): void {
    if (this.keys.delete(key)) {
      this.keys.set(key, true);
      return;
    }
    if (this.keys.size === this.#capacity) {
      const [oldest] = this.keys.keys();
      this.keys.delete(oldest as number);
      this.evicted += 1;
    }
    this.keys.set(key, true);
  }
}

function newestFirst(slots: KeyedSlots, keyOf: Int32Array): number[] {
  const found: number[] = [];
  for (let slot = slots.newest; slot >= 0; slot = slots.before(slot)) found.push(keyOf[slot] as number);
  return found;
}

describe('slots found by hash', () => {
  // One bucket for all, a few, and as many as there should be.
  it.each([
    [1, 1],
    [7, 3],
    [64, 1],
    [64, 5],
    [100, 2 ** 32],
  ])('agree with a map under heavy eviction (%i slots, %i hashes)', (capacity, hashes) => {
    const random = new Random(capacity * 31 + hashes);
    const slots = new KeyedSlots(capacity, 1);
    const naive = new NaiveTable(capacity);
    const keyOf = new Int32Array(capacity);
    for (let step = 0; step < 20_000; step += 1) {
      const key = random.chance(0.7) ? random.below(capacity * 2) : random.below(capacity * 50);
      const hash = ((mix(slots.seed, key) >>> 0) % hashes) | 0;
      let slot = slots.first(hash);
      while (slot >= 0 && keyOf[slot] !== key) slot = slots.next(slot);
      expect(slot >= 0).toBe(naive.keys.has(key));
      if (slot >= 0) slots.touch(slot);
      else {
        slot = slots.take(hash);
        keyOf[slot] = key;
      }
      naive.use(key);
      if (step % 997 === 0) expect(newestFirst(slots, keyOf)).toEqual([...naive.keys.keys()].reverse());
    }
    expect(slots.evicted).toBe(naive.evicted);
    expect(slots.used).toBe(naive.keys.size);
    expect(newestFirst(slots, keyOf)).toEqual([...naive.keys.keys()].reverse());
  });

  it.each([
    ['sequential', (index: number) => index],
    ['multiples of the number of buckets', (index: number) => index << 16],
    ['high bits only', (index: number) => index << 18],
  ])('spread %s words over the buckets', (_, word) => {
    const buckets = 8192;
    const counts = new Uint32Array(buckets);
    for (let index = 0; index < buckets; index += 1) {
      const bucket = mix(mix(0x1234567, word(index)), 443) & (buckets - 1);
      counts[bucket] = (counts[bucket] as number) + 1;
    }
    // As many keys as buckets, thrown at random: the fullest has 7 or so.
    expect(Math.max(...counts)).toBeLessThan(12);
    const empty = counts.filter(count => count === 0).length / buckets;
    expect(empty).toBeCloseTo(Math.exp(-1), 1);
  });

  it('are marked as used once a second while there is room, and exactly from then on', () => {
    const slots = new KeyedSlots(3, 1);
    const order = (): number[] => newestFirst(slots, Int32Array.of(0, 1, 2));
    slots.take(1);
    slots.take(2);
    slots.touchAt(0, 10, 10.5);
    expect(order()).toEqual([1, 0]);
    slots.touchAt(0, 11, 10.5);
    expect(order()).toEqual([0, 1]);
    // A step back in time is another second, too.
    slots.touchAt(1, 9, 10.5);
    expect(order()).toEqual([1, 0]);
    slots.take(3);
    slots.touchAt(0, 11, 11.5);
    expect(order()).toEqual([0, 2, 1]);
  });
});
