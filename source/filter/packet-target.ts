import { decode } from '../decode/decode.ts';
import { readName } from '../decode/names.ts';
import { Packet } from '../decode/packet.ts';
import type { PacketColumns } from '../packets/columns.ts';
import type { PacketRing } from '../packets/ring.ts';
import type { FieldName } from './fields.ts';
import { type PacketNumber, type PacketReader, packetColumn } from './packet-columns.ts';
import type { Column, FilterTarget, RowNumber } from './target.ts';

export type PacketTargetOptions = {
  /** Name of a capture interface; without it the field `interface` is not known. */
  readonly interfaceName?: (interfaceId: number) => string;
  /** Columns others keep beside the ring, by its rows: oddness, flow, country … Asked first. */
  readonly column?: (field: FieldName) => Column | undefined;
  /** What relative times count from; by default the time of the newest packet. */
  readonly now?: () => number;
};

/** The packets of a ring as rows to filter: row numbers are those of its columns. */
export function packetTarget(ring: PacketRing, options: PacketTargetOptions = {}): FilterTarget {
  const reader = ringReader(ring, options);
  return {
    table: 'packets',
    column: field => options.column?.(field) ?? packetColumn(field, reader),
    now: options.now ?? (() => newestTime(ring)),
  };
}

function newestTime(ring: PacketRing): number {
  const row = ring.rowOf(ring.newest);
  return row < 0 ? Date.now() / 1000 : reading(ring.columns, 'seconds')(row);
}

function ringReader(ring: PacketRing, { interfaceName }: PacketTargetOptions): PacketReader {
  const { columns } = ring;
  const p = new Packet();
  const malformed = reading(columns, 'malformed');
  const interfaceId = reading(columns, 'interfaceId');
  return {
    number: name => reading(columns, name),
    no: row => ring.numberOf(row),
    captured: reading(columns, 'captured'),
    malformed: row => columns.reasons[malformed(row)] ?? '',
    info(row) {
      p.wantsInfo = true;
      if (!ring.load(ring.numberOf(row), p)) return '';
      decode(p);
      return p.info;
    },
    name: row => (ring.loadColumns(ring.numberOf(row), p) ? readName(p) : ''),
    interfaceName: interfaceName === undefined ? undefined : row => interfaceName(interfaceId(row)),
  };
}

/** The one place that knows how columns are kept. One function for each kind of array: V8 compiles each for its own kind. */
function reading(columns: PacketColumns, name: PacketNumber | 'captured' | 'malformed'): RowNumber {
  const values = columns[name];
  if (values instanceof Float64Array) return row => values[row] as number;
  return row => values[row] as number;
}

export type SinglePacketOptions = PacketTargetOptions & {
  /** Number of the packet, for the field `no`. */
  readonly number: () => number;
};

/** The packet `p` points at, decoded, whatever it is when the predicate is called; row numbers mean nothing. */
export function singlePacketTarget(p: Packet, options: SinglePacketOptions): FilterTarget {
  const { interfaceName } = options;
  const reader: PacketReader = {
    number: name => () => p[name],
    no: options.number,
    captured: () => p.end - p.start,
    malformed: () => p.malformed,
    info() {
      // Info was not asked for when `p` was decoded, because few packets need it.
      if (!p.wantsInfo) {
        p.wantsInfo = true;
        decode(p);
        p.wantsInfo = false;
      }
      return p.info;
    },
    name: () => readName(p),
    interfaceName: interfaceName === undefined ? undefined : () => interfaceName(p.interfaceId),
  };
  return {
    table: 'packets',
    column: field => options.column?.(field) ?? packetColumn(field, reader),
    now: options.now ?? (() => Date.now() / 1000),
  };
}
