import type { PacketColumns } from '../packets/columns.ts';
import type { PacketRing } from '../packets/ring.ts';
import type { Sort } from './protocol.ts';

/** Compares two rows of the columns; ascending. */
type RowOrder = (one: number, other: number) => number;

/** The order of a packet column, or undefined for columns that cannot be sorted by. */
export function packetOrder(
  columns: PacketColumns,
  column: string,
  oddness: Float32Array,
): RowOrder | undefined {
  switch (column) {
    case 'time':
      return (a, b) =>
        (columns.seconds[a] as number) - (columns.seconds[b] as number) ||
        (columns.nanoseconds[a] as number) - (columns.nanoseconds[b] as number);
    case 'source':
      return (a, b) =>
        byKind(columns, a, b) ||
        words(columns.src0, columns.src1, columns.src2, columns.src3, a, b) ||
        (columns.srcPort[a] as number) - (columns.srcPort[b] as number);
    case 'destination':
      return (a, b) =>
        byKind(columns, a, b) ||
        words(columns.dst0, columns.dst1, columns.dst2, columns.dst3, a, b) ||
        (columns.dstPort[a] as number) - (columns.dstPort[b] as number);
    case 'protocol':
      return (a, b) => (columns.protocol[a] as number) - (columns.protocol[b] as number);
    case 'length':
      return (a, b) => (columns.length[a] as number) - (columns.length[b] as number);
    case 'odd':
      return oddness.length === 0 ? undefined : (a, b) => (oddness[a] as number) - (oddness[b] as number);
    default:
      return undefined;
  }
}

function byKind(columns: PacketColumns, a: number, b: number): number {
  return (columns.addressKind[a] as number) - (columns.addressKind[b] as number);
}

/** Addresses are stored as int32 and ordered as uint32. */
function words(w0: Int32Array, w1: Int32Array, w2: Int32Array, w3: Int32Array, a: number, b: number): number {
  return (
    ((w0[a] as number) >>> 0) - ((w0[b] as number) >>> 0) ||
    ((w1[a] as number) >>> 0) - ((w1[b] as number) >>> 0) ||
    ((w2[a] as number) >>> 0) - ((w2[b] as number) >>> 0) ||
    ((w3[a] as number) >>> 0) - ((w3[b] as number) >>> 0)
  );
}

/** Packet numbers in the order asked for; numbers break ties, so that equal rows never trade places. */
export function sortPackets(
  ring: PacketRing,
  numbers: Float64Array,
  sort: Sort,
  oddness: Float32Array = new Float32Array(0),
): Float64Array {
  const order = packetOrder(ring.columns, sort.column, oddness);
  const sign = sort.descending ? -1 : 1;
  if (order === undefined) return sort.descending ? numbers.toReversed() : numbers;
  return numbers.toSorted((one, other) => sign * order(ring.rowOf(one), ring.rowOf(other)) || one - other);
}
