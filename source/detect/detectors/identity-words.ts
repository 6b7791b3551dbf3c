import { formatIpv4, formatIpv6, formatMac } from '../../decode/address.ts';
import { addressClass } from '../../flows/address-class.ts';
import { type HostTable, whose } from '../../flows/host-table.ts';
import type { Finding, Measure, Party } from '../contracts.ts';
import type { IncidentKind } from '../kinds.ts';
import { knownUsual, type Norm } from '../norms/norms.ts';

/** What the detectors of who is who share when they report. */

/** Rarer than this is not claimed of things that were merely counted. */
const highestOddness = 60;

/** 10·log10(N) for `odd` in `seen`. */
export function rarity(odd: number, seen: number): number {
  const ratio = Math.max(seen, odd, 1) / Math.max(odd, 1);
  return Math.min(highestOddness, 10 * Math.log10(1 + ratio));
}

export function measure(
  of: string,
  value: number,
  oddness: number,
  more: Partial<Omit<Measure, 'of' | 'value' | 'oddness'>> = {},
): Measure {
  return {
    of,
    value,
    unit: 'count',
    windowSeconds: 0,
    usual: undefined,
    usualOf: 'network',
    oddness,
    ...more,
  };
}

/** A finding with everything that is mostly nothing left out. */
export function finding(
  kind: IncidentKind,
  time: number,
  parts: Partial<Finding> & Pick<Finding, 'actor' | 'target' | 'measures'>,
): Finding {
  return {
    kind,
    time,
    port: -1,
    protocol: '',
    packet: 0,
    flow: 0,
    details: [],
    actors: 1,
    targets: 1,
    ...parts,
  };
}

/** The most that is usual here or of this host, never less than the floor of the norm. */
export function mostUsual(norm: Norm, host: number): number {
  return Math.max(norm.usual(), norm.usualOf(host) ?? 0);
}

/** What is usual, for people: undefined while next to nothing was learned. */
export function whereLearned(norm: Norm, usual: number): number | undefined {
  return knownUsual(norm) === undefined ? undefined : usual;
}

export function cardParty(high: number, low: number): Party {
  return { kind: 48, a: 0, b: 0, c: high, d: low };
}

export function partyText(party: Party): string {
  if (party.kind === 48) return formatMac(party.c, party.d);
  return party.kind === 4 ? formatIpv4(party.d) : formatIpv6(party.a, party.b, party.c, party.d);
}

/** Somebody elsewhere that can be talked with: no group of hosts. */
export function isFarHost(hosts: HostTable, host: number): boolean {
  if (hosts.whose[host] !== whose.elsewhere) return false;
  const judged = hosts.addressClass[host];
  return judged !== addressClass.multicast && judged !== addressClass.broadcast;
}

/** How many hosts are looked through at most, those heard last first. */
const hostsLookedThrough = 4096;

/** The address of its own that a card has had for longest, IPv4 rather than IPv6; -1 for none. `isNot` leaves addresses out. */
export function hostOfCard(
  hosts: HostTable,
  high: number,
  low: number,
  isNot: (host: number) => boolean,
): number {
  let best = -1;
  let host = hosts.slots.newest;
  for (let count = 0; host >= 0 && count < hostsLookedThrough; count += 1) {
    if (
      hosts.hasMac[host] === 1 &&
      hosts.macHigh[host] === high &&
      hosts.macLow[host] === low &&
      hosts.whose[host] !== whose.elsewhere &&
      !isUnspecified(hosts, host) &&
      !isNot(host) &&
      (best < 0 || isBetter(hosts, host, best))
    ) {
      best = host;
    }
    host = hosts.slots.before(host);
  }
  return best;
}

function isBetter(hosts: HostTable, one: number, other: number): boolean {
  const kinds = (hosts.kind[one] as number) - (hosts.kind[other] as number);
  if (kinds !== 0) return kinds < 0;
  return (hosts.first[one] as number) < (hosts.first[other] as number);
}

function isUnspecified({ address }: HostTable, host: number): boolean {
  const at = host * 4;
  return address[at] === 0 && address[at + 1] === 0 && address[at + 2] === 0 && address[at + 3] === 0;
}
