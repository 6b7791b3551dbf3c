import type { HostTable } from '../flows/host-table.ts';
import type { Tracker } from '../flows/tracker.ts';
import type { FieldName } from './fields.ts';
import { type TableTargetOptions, timeOf } from './flow-target.ts';
import { type AddressSide, type Column, type FilterTarget, type RowNumber, textCosts } from './target.ts';

/** Hosts as rows to filter, by slot. */
export function hostTarget(tracker: Tracker, options: TableTargetOptions = {}): FilterTarget {
  return {
    table: 'hosts',
    column: field => options.column?.(field) ?? builders[field]?.(tracker),
    now: options.now ?? (() => Date.now() / 1000),
  };
}

const builders: Partial<Record<FieldName, (tracker: Tracker) => Column>> = {
  ip: ({ hosts }) => ({ kind: 'address', sides: [address(hosts)] }),
  ipv6: ({ hosts }) => ({ kind: 'address', sides: [address(hosts)] }),
  host: tracker => ({ kind: 'text', values: [row => tracker.hostName(row)], cost: textCosts.stored }),
  eth: ({ hosts }) => ({
    kind: 'hardware',
    sides: [
      {
        high: row => (hosts.hasMac[row] === 1 ? (hosts.macHigh[row] as number) : -1),
        low: row => hosts.macLow[row] as number,
      },
    ],
  }),
  packets: ({ hosts }) => number(row => (hosts.packetsIn[row] as number) + (hosts.packetsOut[row] as number)),
  bytes: ({ hosts }) => number(row => (hosts.bytesIn[row] as number) + (hosts.bytesOut[row] as number)),
  time: ({ hosts }) => timeOf(hosts.last),
};

function number(value: RowNumber): Column {
  return { kind: 'number', values: [value] };
}

function address(hosts: HostTable): AddressSide {
  const word = (place: number): RowNumber => {
    return row => hosts.address[row * 4 + place] as number;
  };
  return { version: row => hosts.kind[row] as number, words: [word(0), word(1), word(2), word(3)] };
}
