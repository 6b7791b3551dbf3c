import { flowBytes, flowDuration, flowPackets } from '../flows/flow-row.ts';
import { flowState, flowStateWords } from '../flows/flow-state.ts';
import type { FlowTable, Side } from '../flows/flow-table.ts';
import type { ProcessTable } from '../flows/process-table.ts';
import { portService } from '../flows/services.ts';
import type { Tracker } from '../flows/tracker.ts';
import type { FieldName } from './fields.ts';
import type { Layer } from './protocols.ts';
import { serviceOf } from './services.ts';
import {
  type AddressSide,
  type Column,
  type FilterTarget,
  type NumberColumn,
  type RowNumber,
  type RowTest,
  type RowText,
  type TextColumn,
  type TimeColumn,
  textCosts,
} from './target.ts';

const tcpNumber = 6;
const udpNumber = 17;
const sctpNumber = 132;
const nanosecondsPerSecond = 1e9;

export type TableTargetOptions = {
  /** Columns others keep by slot: country, oddness … Asked first. */
  readonly column?: (field: FieldName) => Column | undefined;
  /** What relative times count from; by default now. */
  readonly now?: () => number;
};

export type FlowTargetOptions = TableTargetOptions & {
  /** Who is behind `flows.process`; without it processes are not known. */
  readonly processes?: ProcessTable;
};

/** Flows as rows to filter, by slot. The source is the one who began. */
export function flowTarget(tracker: Tracker, options: FlowTargetOptions = {}): FilterTarget {
  return {
    table: 'flows',
    column: field => options.column?.(field) ?? builders[field]?.(tracker, options.processes),
    now: options.now ?? (() => Date.now() / 1000),
  };
}

type Builder = (tracker: Tracker, processes: ProcessTable | undefined) => Column | undefined;

const builders: Partial<Record<FieldName, Builder>> = {
  ip: ({ flows }) => ({ kind: 'address', sides: [end(flows, 0), end(flows, 1)] }),
  'ip.src': ({ flows }) => ({ kind: 'address', sides: [end(flows, 0)] }),
  'ip.dst': ({ flows }) => ({ kind: 'address', sides: [end(flows, 1)] }),
  ipv6: ({ flows }) => ({ kind: 'address', sides: [end(flows, 0), end(flows, 1)] }),
  'ipv6.src': ({ flows }) => ({ kind: 'address', sides: [end(flows, 0)] }),
  'ipv6.dst': ({ flows }) => ({ kind: 'address', sides: [end(flows, 1)] }),
  host: tracker => stored(row => tracker.flowName(row), nameOf(tracker, 0), nameOf(tracker, 1)),
  'host.src': tracker => stored(nameOf(tracker, 0)),
  'host.dst': tracker => stored(row => tracker.flowName(row), nameOf(tracker, 1)),
  port: ({ flows }) => numbers(portOf(flows, 0), portOf(flows, 1)),
  'port.src': ({ flows }) => numbers(portOf(flows, 0)),
  'port.dst': ({ flows }) => numbers(portOf(flows, 1)),
  'tcp.port': ({ flows }) => numbers(portOver(flows, tcpNumber, 0), portOver(flows, tcpNumber, 1)),
  'tcp.srcport': ({ flows }) => numbers(portOver(flows, tcpNumber, 0)),
  'tcp.dstport': ({ flows }) => numbers(portOver(flows, tcpNumber, 1)),
  'udp.port': ({ flows }) => numbers(portOver(flows, udpNumber, 0), portOver(flows, udpNumber, 1)),
  'udp.srcport': ({ flows }) => numbers(portOver(flows, udpNumber, 0)),
  'udp.dstport': ({ flows }) => numbers(portOver(flows, udpNumber, 1)),
  'sctp.port': ({ flows }) => numbers(portOver(flows, sctpNumber, 0), portOver(flows, sctpNumber, 1)),
  proto: ({ flows }) => ({
    kind: 'protocol',
    id: row => flows.protocol[row] as number,
    layer: layer => layerTest(flows, layer),
  }),
  'ip.proto': ({ flows }) => numbers(row => flows.ipProtocol[row] as number),
  service: ({ flows }) => service(flows),
  time: ({ flows }) => timeOf(flows.last),
  process: ({ flows }, processes) =>
    processes && stored(row => processes.owner(flows.process[row] as number).name),
  pid: ({ flows }, processes) =>
    processes && numbers(row => processes.owner(flows.process[row] as number).pid || -1),
  flow: ({ flows }) => numbers(row => flows.number[row] as number),
  // What Oddwire calls open others call established.
  state: ({ flows }) =>
    stored(
      row => flowStateWords[flows.state[row] as number] ?? '',
      row => (flows.state[row] === flowState.open ? 'established' : ''),
    ),
  packets: ({ flows }) => numbers(row => flowPackets(flows, row)),
  bytes: ({ flows }) => numbers(row => flowBytes(flows, row)),
  duration: ({ flows }) => numbers(row => flowDuration(flows, row)),
};
function numbers(...values: readonly RowNumber[]): NumberColumn {
  return { kind: 'number', values };
}

function stored(...values: readonly RowText[]): TextColumn {
  return { kind: 'text', values, cost: textCosts.stored };
}

function end(flows: FlowTable, side: Side): AddressSide {
  const { address, kind } = flows;
  const word = (place: number): RowNumber => {
    const at = side * 4 + place;
    return row => address[row * 8 + at] as number;
  };
  return { version: row => kind[row] as number, words: [word(0), word(1), word(2), word(3)] };
}

function nameOf(tracker: Tracker, side: Side): RowText {
  return row => tracker.hostName(tracker.hostOf(row, side));
}

function portOf({ port }: FlowTable, side: Side): RowNumber {
  return row => port[row * 2 + side] as number;
}

function portOver({ port, ipProtocol }: FlowTable, transport: number, side: Side): RowNumber {
  return row => (ipProtocol[row] === transport ? (port[row * 2 + side] as number) : -1);
}

/** Both what the Service column shows and what packets are filtered by. */
function service(flows: FlowTable): TextColumn {
  const asking = portOf(flows, 0);
  const answering = portOf(flows, 1);
  return stored(
    row => portService(answering(row)),
    row => portService(asking(row)),
    row => serviceOf(answering(row)),
    row => serviceOf(asking(row)),
  );
}

/** A time kept in seconds with their fraction. */
export function timeOf(times: Float64Array): TimeColumn {
  return {
    kind: 'time',
    seconds: row => Math.floor(times[row] as number),
    nanoseconds: row => {
      const time = times[row] as number;
      return Math.floor((time - Math.floor(time)) * nanosecondsPerSecond);
    },
  };
}

function layerTest(flows: FlowTable, layer: Layer): RowTest | undefined {
  if (layer.kind === 'ip protocol') return row => flows.ipProtocol[row] === layer.number;
  if (layer.kind === 'network') return row => flows.kind[row] === layer.version;
  return undefined;
}
