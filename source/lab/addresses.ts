/** Addresses of the lab by what lives there. */
import type { LabHost } from './lab.ts';
import { hostPlans, siteAddresses } from './layout.ts';

const insideStem = '192.0.2.';
const lastInside = 254;
const outsideStems = ['203.0.113.', '198.51.100.'] as const;
const firstFreeOutside = 142;
const firstLease = 150;
const lastLease = 199;

/** Addresses inside that belong to nobody (those the router leases to newcomers are left out, too). */
export function darkAddresses(): string[] {
  const taken = new Set(hostPlans.map(({ address }) => address));
  return Array.from({ length: lastInside - 1 }, (_, index) => index + 2)
    .filter(number => number < firstLease || number > lastLease)
    .map(number => `${insideStem}${number}`)
    .filter(address => !taken.has(address));
}

/** All addresses inside but the router's, whoever has them. */
export function insideAddresses(): string[] {
  return Array.from({ length: lastInside - 1 }, (_, index) => `${insideStem}${index + 2}`);
}

/** Addresses outside that belong to nobody yet, alternating between the two ranges. */
export function spareOutsideAddresses(count: number): string[] {
  const taken = new Set([
    ...hostPlans.map(({ address }) => address),
    ...siteAddresses('web'),
    ...siteAddresses('cdn'),
  ]);
  return Array.from({ length: lastInside - firstFreeOutside + 1 }, (_, index) => firstFreeOutside + index)
    .flatMap(number => outsideStems.map(stem => `${stem}${number}`))
    .filter(address => !taken.has(address))
    .slice(0, count);
}

export function addressesOf(hosts: readonly LabHost[]): string[] {
  return hosts.map(({ address }) => address);
}
