import { describe, expect, it } from 'vitest';
import { hostPlans, siteNames } from '../layout.ts';
import { delegatedNames, namesOf, worldNames } from './world-names.ts';

describe('the names of the world', () => {
  const names = worldNames();

  it('are all sites and the hosts outside, each once', () => {
    expect(new Set(names.map(({ name }) => name)).size).toBe(names.length);
    for (const { name, address } of siteNames())
      expect(names.find(one => one.name === name)?.address).toBe(address);
    for (const host of ['web', 'cdn', 'mail', 'clock', 'voice', 'control']) {
      const address = hostPlans.find(({ name }) => name === host)?.address;
      expect(names.some(one => one.address === address)).toBe(true);
    }
  });

  it('are reached over IPv6 here and there', () => {
    const dual = names.filter(({ address6 }) => address6 !== undefined).length;
    expect(dual).toBeGreaterThan(10);
    expect(dual).toBeLessThan(names.length / 2);
  });

  it('are served by one of the two web hosts', () => {
    const served = [...namesOf('web'), ...namesOf('cdn')];
    expect(new Set(served).size).toBe(served.length);
    for (const { name } of siteNames()) expect(served).toContain(name);
  });

  it('leave out what is delegated', () => {
    for (const delegated of delegatedNames)
      expect(names.filter(({ name }) => name.endsWith(delegated))).toEqual([]);
  });
});
