import { describe, expect, it } from 'vitest';
import { Random } from '../../testing/random.ts';
import { siteNames } from '../layout.ts';
import { Favourites } from './web-client.ts';

function visits(seed: number): Map<string, number> {
  const favourites = new Favourites(new Random(seed));
  const counts = new Map<string, number>();
  for (let index = 0; index < 4000; index += 1) {
    const name = favourites.next();
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

describe('favourite sites', () => {
  it('are few, and all others are visited now and then', () => {
    const counts = visits(1);
    const sorted = [...counts.values()].toSorted((one, other) => other - one);
    expect(sorted[0]).toBeGreaterThan(4000 / 10);
    expect(counts.size).toBeGreaterThan(siteNames().length * 0.9);
    for (const name of counts.keys()) expect(siteNames().map(site => site.name)).toContain(name);
  });

  it('are the same with the same seed, and others for others', () => {
    const first = (seed: number): string | undefined =>
      [...visits(seed)].toSorted(([, one], [, other]) => other - one)[0]?.[0];
    expect(first(2)).toBe(first(2));
    expect(new Set([1, 2, 3, 4, 5].map(first)).size).toBeGreaterThan(1);
  });
});
