import type { Party } from '../detect/contracts.ts';
import type { Incident } from '../detect/incidents/incident.ts';
import { incidentSentence } from '../detect/incidents/sentences.ts';
import { incidentKinds } from '../detect/kinds.ts';
import type { FieldName } from '../filter/fields.ts';
import {
  type AddressSide,
  type Column,
  type FilterTarget,
  type HardwareSide,
  type RowNumber,
  type TextColumn,
  textCosts,
} from '../filter/target.ts';

/** Incidents as rows to filter: row numbers are places in `incidents`. */
export function incidentTarget(incidents: readonly Incident[], now: () => number): FilterTarget {
  const rows = (row: number): Incident => incidents[row] as Incident;
  return { table: 'incidents', column: field => builders[field]?.(rows), now };
}

type Rows = (row: number) => Incident;
type End = 'actor' | 'target';
const hardwareKind = 48;

const builders: Partial<Record<FieldName, (rows: Rows) => Column>> = {
  odd: rows => numbers(row => rows(row).oddness),
  packets: rows => numbers(row => rows(row).packets),
  bytes: rows => numbers(row => rows(row).bytes),
  port: rows => numbers(row => rows(row).port),
  'port.dst': rows => numbers(row => rows(row).port),
  ip: rows => ({ kind: 'address', sides: [address(rows, 'actor'), address(rows, 'target')] }),
  'ip.src': rows => ({ kind: 'address', sides: [address(rows, 'actor')] }),
  'ip.dst': rows => ({ kind: 'address', sides: [address(rows, 'target')] }),
  ipv6: rows => ({ kind: 'address', sides: [address(rows, 'actor'), address(rows, 'target')] }),
  'ipv6.src': rows => ({ kind: 'address', sides: [address(rows, 'actor')] }),
  'ipv6.dst': rows => ({ kind: 'address', sides: [address(rows, 'target')] }),
  eth: rows => ({ kind: 'hardware', sides: [hardware(rows, 'actor'), hardware(rows, 'target')] }),
  'eth.src': rows => ({ kind: 'hardware', sides: [hardware(rows, 'actor')] }),
  'eth.dst': rows => ({ kind: 'hardware', sides: [hardware(rows, 'target')] }),
  // What an incident has in place of Info: its kind, and all that is said of it.
  info: rows =>
    texts(
      row => incidentKinds[rows(row).kind].words,
      row => incidentSentence(rows(row)),
    ),
  service: rows => texts(row => rows(row).protocol),
  state: rows => texts(row => stateWord(rows(row))),
  time: rows => ({
    kind: 'time',
    seconds: row => Math.floor(rows(row).last),
    nanoseconds: () => 0,
  }),
};

export function stateWord({ isNormal, isOpen }: Incident): string {
  if (isNormal) return 'normal';
  return isOpen ? 'open' : 'over';
}

function numbers(value: RowNumber): Column {
  return { kind: 'number', values: [value] };
}

function texts(...values: TextColumn['values']): TextColumn {
  return { kind: 'text', values, cost: textCosts.decoded };
}

function address(rows: Rows, end: End): AddressSide {
  const word =
    (name: 'a' | 'b' | 'c' | 'd'): RowNumber =>
    row =>
      rows(row)[end]?.[name] ?? 0;
  return { version: row => kindOf(rows(row)[end]), words: [word('a'), word('b'), word('c'), word('d')] };
}

function hardware(rows: Rows, end: End): HardwareSide {
  return {
    high: row => (kindOf(rows(row)[end]) === hardwareKind ? (rows(row)[end]?.c ?? -1) : -1),
    low: row => rows(row)[end]?.d ?? 0,
  };
}

function kindOf(party: Party | undefined): number {
  return party?.kind ?? 0;
}
