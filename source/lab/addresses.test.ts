import { describe, expect, it } from 'vitest';
import { darkAddresses, insideAddresses, linkLocalOf, spareOutsideAddresses } from './addresses.ts';
import { hostPlans, siteAddresses } from './layout.ts';

describe('addresses of the lab', () => {
  const taken = new Set([
    ...hostPlans.map(({ address }) => address),
    ...siteAddresses('web'),
    ...siteAddresses('cdn'),
  ]);

  it('are dark where nobody lives', () => {
    expect(insideAddresses()).toHaveLength(253);
    expect(darkAddresses()).toHaveLength(253 - hostPlans.filter(({ role }) => role === 'inside').length);
    expect(darkAddresses().filter(address => taken.has(address))).toEqual([]);
  });

  it('outside can be given to bots', () => {
    const spare = spareOutsideAddresses(60);
    expect(new Set(spare).size).toBe(60);
    expect(spare.filter(address => taken.has(address))).toEqual([]);
    expect(spare.every(address => /^(198\.51\.100|203\.0\.113)\.\d+$/.test(address))).toBe(true);
  });

  it('know the link-local one of a card', () => {
    expect(linkLocalOf('9c:b6:d0:77:0c:90')).toBe('fe80::9eb6:d0ff:fe77:c90');
    expect(linkLocalOf('52:54:00:3f:aa:40')).toBe('fe80::5054:ff:fe3f:aa40');
  });
});
