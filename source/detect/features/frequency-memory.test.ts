import { describe, expect, it } from 'vitest';
import { Random } from '../../testing/random.ts';
import { FrequencyMemory } from './frequency-memory.ts';

function filled(entries: number, keys: number, seed: number): FrequencyMemory {
  const memory = new FrequencyMemory(entries);
  const random = new Random(seed);
  for (let step = 0; step < keys; step += 1) memory.add(1 + random.below(entries * 4));
  return memory;
}

describe('the memory of frequencies', () => {
  it('counts exactly while there is room', () => {
    const memory = new FrequencyMemory(1024);
    const random = new Random(1);
    const naive = new Map<number, number>();
    for (let step = 0; step < 5000; step += 1) {
      const key = Math.imul(1 + random.below(100), 0x9e3779b1);
      expect(memory.count(key)).toBe(naive.get(key) ?? 0);
      expect(memory.add(key)).toBe(naive.get(key) ?? 0);
      naive.set(key, (naive.get(key) ?? 0) + 1);
    }
  });

  it('gives up what was seen least', () => {
    const memory = new FrequencyMemory(8);
    for (let times = 0; times < 5; times += 1) for (let key = 1; key < 8; key += 1) memory.add(key);
    for (let key = 100; key < 200; key += 1) memory.add(key);
    for (let key = 1; key < 8; key += 1) expect(memory.count(key)).toBe(5);
  });

  it('forgets by halves', () => {
    const memory = new FrequencyMemory(64);
    for (let times = 0; times < 5; times += 1) memory.add(7);
    memory.add(8);
    memory.halve();
    expect([memory.count(7), memory.count(8)]).toEqual([2, 0]);
    expect(memory.save()).toHaveLength(2);
  });

  it('is the same after a round trip', () => {
    const memory = filled(256, 3000, 2);
    const saved = memory.save();
    const other = new FrequencyMemory(256);
    expect(other.problem(saved)).toBeUndefined();
    other.load(saved);
    expect(other.save()).toEqual(saved);
    for (let key = 1; key < 1024; key += 1) expect(other.count(key)).toBe(memory.count(key));
  });

  it.each([
    ['nothing', undefined],
    ['another kind of numbers', new Float32Array(2)],
    ['half an entry', Uint32Array.of(1)],
    ['a count of nothing', Uint32Array.of(1, 0)],
    ['a count beyond all', Uint32Array.of(1, 0xffff_ffff)],
    ['the same twice', Uint32Array.of(1, 1, 1, 1)],
    ['another order', Uint32Array.of(2, 1, 1, 1)],
    ['too many of one set', Uint32Array.from({ length: 18 }, (_, at) => (at % 2 === 0 ? at * 16 : 1))],
    ['too much', new Uint32Array(514)],
  ])('refuses %s', (_, saved) => {
    expect(new FrequencyMemory(256).problem(saved)).toBeTypeOf('string');
  });
});
