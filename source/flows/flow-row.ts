import { addressIpv6 } from '../decode/packet.ts';
import { protocolName, protocolNames } from '../decode/protocol.ts';
import { formatAddress } from './address-words.ts';
import { byteCount, byteRate, clockTime, durationText, oddnessText, wholeNumber } from './amounts.ts';
import { flowStateWords } from './flow-state.ts';
import type { FlowTable, Side } from './flow-table.ts';
import { portService } from './services.ts';
import {
  addressKey,
  byRank,
  byText,
  byTextId,
  compareAddresses,
  type SortKey,
  textKey,
} from './sort-keys.ts';
import type { TextTable } from './text-table.ts';

export type FlowColumn =
  | 'source'
  | 'destination'
  | 'country'
  | 'protocol'
  | 'service'
  | 'odd'
  | 'state'
  | 'name'
  | 'process'
  | 'packets'
  | 'bytes'
  | 'rate'
  | 'duration'
  | 'last';

export type FlowCells = Readonly<Record<FlowColumn, (slot: number, now: number) => string>>;
/** `now` as for the cells: rates fade with it. */
export type FlowSortKeys = Readonly<Record<FlowColumn, (now: number) => SortKey>>;

/** What else a row is made of: texts behind `flows.name` and `flows.process`. */
export type FlowTexts = {
  readonly names: TextTable;
  /** 'curl (1234)', or '' while unknown. */
  readonly process: (id: number) => string;
  /** Of the flow's remote side: 'DE'; of both, 'DE US', when neither is local. */
  readonly country: (slot: number) => string;
  /** How odd it was when last judged; 0 where nobody judges. */
  readonly oddness?: (slot: number) => number;
};

const namedServices = 2 ** 48;
const portNumbers = 65_536;

/** '10.0.0.1:443', '[2001:db8::1]:443', or the address alone where there are no ports. */
export function flowEndpoint(flows: FlowTable, slot: number, side: Side): string {
  const kind = flows.kind[slot] as number;
  const text = flowAddress(flows, slot, side);
  const port = flows.port[slot * 2 + side] as number;
  if (port < 0) return text;
  return kind === addressIpv6 ? `[${text}]:${port}` : `${text}:${port}`;
}

export function flowAddress(flows: FlowTable, slot: number, side: Side): string {
  const { address } = flows;
  const at = slot * 8 + side * 4;
  return formatAddress(
    flows.kind[slot] as number,
    address[at] as number,
    address[at + 1] as number,
    address[at + 2] as number,
    address[at + 3] as number,
  );
}

/** The port that says what the flow is for: of whoever answers, unless only the other has a name. -1 without. */
export function servicePortOf(flows: FlowTable, slot: number): number {
  const answering = flows.port[slot * 2 + 1] as number;
  if (answering < 0 || portService(answering) !== '') return answering;
  const asking = flows.port[slot * 2] as number;
  return portService(asking) === '' ? answering : asking;
}

/** 'https', '8123', 'id 77' for a ping; '' without ports. */
export function flowService(flows: FlowTable, slot: number): string {
  const port = servicePortOf(flows, slot);
  if (port >= 0) return portService(port) || String(port);
  const identifier = flows.identifier[slot] as number;
  return identifier < 0 ? '' : `id ${identifier}`;
}

export function flowPackets(flows: FlowTable, slot: number): number {
  return (flows.packets[slot * 2] as number) + (flows.packets[slot * 2 + 1] as number);
}

export function flowBytes(flows: FlowTable, slot: number): number {
  return (flows.bytes[slot * 2] as number) + (flows.bytes[slot * 2 + 1] as number);
}

export function flowDuration(flows: FlowTable, slot: number): number {
  return (flows.last[slot] as number) - (flows.first[slot] as number);
}

/** The text of each column; built for rows that are drawn. */
export function flowCells(flows: FlowTable, texts: FlowTexts): FlowCells {
  return {
    source: slot => flowEndpoint(flows, slot, 0),
    destination: slot => flowEndpoint(flows, slot, 1),
    country: texts.country,
    protocol: slot => protocolName(flows.protocol[slot] as number),
    service: slot => flowService(flows, slot),
    odd: slot => oddnessText(texts.oddness?.(slot) ?? 0),
    state: slot => flowStateWords[flows.state[slot] as number] ?? '',
    name: slot => texts.names.text(flows.name[slot] as number),
    process: slot => texts.process(flows.process[slot] as number),
    packets: slot => wholeNumber(flowPackets(flows, slot)),
    bytes: slot => byteCount(flowBytes(flows, slot)),
    rate: (slot, now) => byteRate(flows.rateAt(slot, now)),
    duration: slot => durationText(flowDuration(flows, slot)),
    last: slot => clockTime(flows.last[slot] as number),
  };
}

/** How each column sorts. */
export function flowSortKeys(flows: FlowTable, texts: FlowTexts): FlowSortKeys {
  const endpoint = (side: Side): SortKey => ({
    key: slot => {
      const port = flows.port[slot * 2 + side] as number;
      return addressKey(flows.kind[slot] as number, flows.address, slot * 8 + side * 4, port);
    },
    compare: (slot, other) =>
      compareAddresses(flows.address, slot * 8 + side * 4, other * 8 + side * 4) ||
      (flows.port[slot * 2 + side] as number) - (flows.port[other * 2 + side] as number),
  });
  return {
    source: () => endpoint(0),
    destination: () => endpoint(1),
    country: () => byText(texts.country),
    protocol: () => byRank(slot => flows.protocol[slot] as number, protocolNames()),
    service: () => {
      const keys = keysOfServices();
      return { key: slot => serviceKey(flows, keys, slot) };
    },
    odd: () => ({ key: slot => texts.oddness?.(slot) ?? 0 }),
    state: () => ({ key: slot => flows.state[slot] as number }),
    name: () =>
      byTextId(
        slot => flows.name[slot] as number,
        id => texts.names.text(id),
        id => texts.names.sortKey(id),
      ),
    process: () => byTextId(slot => flows.process[slot] as number, texts.process),
    packets: () => ({ key: slot => flowPackets(flows, slot) }),
    bytes: () => ({ key: slot => flowBytes(flows, slot) }),
    rate: now => ({ key: slot => flows.rateAt(slot, now) }),
    duration: () => ({ key: slot => flowDuration(flows, slot) }),
    last: () => ({ key: slot => flows.last[slot] as number }),
  };
}

let serviceKeys: Float64Array | undefined;

/** By port: services by name, then ports without one by number. Found out when somebody sorts by it. */
function keysOfServices(): Float64Array {
  serviceKeys ??= Float64Array.from({ length: portNumbers }, (_, port) => {
    const name = portService(port);
    return name === '' ? namedServices + port : textKey(name);
  });
  return serviceKeys;
}

/** As `servicePortOf`, for a quarter of a million flows at once. */
function serviceKey(flows: FlowTable, keys: Float64Array, slot: number): number {
  const answering = flows.port[slot * 2 + 1] as number;
  if (answering < 0) return Number.NaN;
  const key = keys[answering] as number;
  const other = keys[flows.port[slot * 2] as number] ?? namedServices;
  return key >= namedServices && other < namedServices ? other : key;
}
