/** Addresses of the lab by what lives there. */
import type { LabHost } from './lab.ts';
import { hostPlans, siteAddresses } from './layout.ts';

const insideStem = '192.0.2.';
const lastInside = 254;
const outsideStems = ['203.0.113.', '198.51.100.'] as const;
const firstFreeOutside = 142;

/** Addresses inside that belong to nobody, newcomers with a lease apart. */
export function darkAddresses(): string[] {
  const taken = new Set(hostPlans.map(({ address }) => address));
  return Array.from({ length: lastInside - 1 }, (_, index) => index + 2)
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

/** fe80::… as kernels make it from the hardware address. */
export function linkLocalOf(mac: string): string {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = mac.split(':').map(text => Number.parseInt(text, 16));
  const groups = [((a ^ 2) << 8) | b, (c << 8) | 0xff, 0xfe00 | d, (e << 8) | f];
  return `fe80::${groups.map(group => group.toString(16)).join(':')}`;
}
