import type { HostTable } from '../flows/host-table.ts';
import { mix } from '../flows/keyed-table.ts';
import type { Party } from './contracts.ts';

/**
 * A host as what was learned calls it: a number that stays the same from one life of the program to the next, unlike
 * its slot. Never 0.
 */
export function addressKey(kind: number, a: number, b: number, c: number, d: number): number {
  const last = mix(0x6f646477, d);
  const key = mix(kind === 4 ? last : mix(mix(mix(last, a), b), c), kind);
  return key === 0 ? 1 : key;
}

export function hostKey(hosts: HostTable, slot: number): number {
  const { address } = hosts;
  const at = slot * 4;
  return addressKey(
    hosts.kind[slot] as number,
    address[at] as number,
    address[at + 1] as number,
    address[at + 2] as number,
    address[at + 3] as number,
  );
}

/** A host as a finding names it. */
export function hostParty(hosts: HostTable, slot: number): Party {
  const { address } = hosts;
  const at = slot * 4;
  return {
    kind: hosts.kind[slot] === 6 ? 6 : 4,
    a: address[at] as number,
    b: address[at + 1] as number,
    c: address[at + 2] as number,
    d: address[at + 3] as number,
  };
}

export function ipv4Party(address: number): Party {
  return { kind: 4, a: 0, b: 0, c: 0, d: address };
}
