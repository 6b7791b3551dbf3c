import type { HostTable } from '../../flows/host-table.ts';
import type { Party } from '../contracts.ts';
import { hostParty } from '../host-key.ts';

/** A host as a finding names it, while it is the one that was meant; undefined when its slot holds another. */
export function partyOf(hosts: HostTable, slot: number, number: number): Party | undefined {
  const found = hosts.slotOf(slot, number);
  return found < 0 ? undefined : hostParty(hosts, found);
}
