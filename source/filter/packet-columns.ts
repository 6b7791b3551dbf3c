import { nameDnsQuery, nameHttpHost, nameQuicInitial, nameTlsServer, type Packet } from '../decode/packet.ts';
import type { PacketColumns } from '../packets/columns.ts';
import type { FieldName } from './fields.ts';
import type { Layer } from './protocols.ts';
import { serviceOf } from './services.ts';
import {
  type AddressSide,
  type Column,
  type NumberColumn,
  type ProtocolColumn,
  type RowNumber,
  type RowTest,
  type RowText,
  type TextColumn,
  textCosts,
} from './target.ts';

/** The numbers that rows of the ring and a decoded packet have under the same name. */
export type PacketNumber = {
  [Name in keyof PacketColumns & keyof Packet]: Packet[Name] extends number ? Name : never;
}[keyof PacketColumns & keyof Packet];

/** How to look at one packet, wherever it is. */
export type PacketReader = {
  readonly number: (name: PacketNumber) => RowNumber;
  readonly no: RowNumber;
  readonly captured: RowNumber;
  /** Why the packet is malformed; ''. */
  readonly malformed: RowText;
  readonly info: RowText;
  /** The name of any kind; called only for packets that have one. */
  readonly name: RowText;
  readonly interfaceName: RowText | undefined;
};

const tcpNumber = 6;
const udpNumber = 17;
const sctpNumber = 132;
const anyName = [nameDnsQuery, nameTlsServer, nameHttpHost, nameQuicInitial] as const;

type Builder = (reader: PacketReader) => Column | undefined;

const builders: Partial<Record<FieldName, Builder>> = {
  ip: r => ({ kind: 'address', sides: [source(r), destination(r)] }),
  'ip.src': r => ({ kind: 'address', sides: [source(r)] }),
  'ip.dst': r => ({ kind: 'address', sides: [destination(r)] }),
  ipv6: r => ({ kind: 'address', sides: [source(r), destination(r)] }),
  'ipv6.src': r => ({ kind: 'address', sides: [source(r)] }),
  'ipv6.dst': r => ({ kind: 'address', sides: [destination(r)] }),
  eth: r => ({
    kind: 'hardware',
    sides: [hardware(r, 'ethSrcHigh', 'ethSrcLow'), hardware(r, 'ethDstHigh', 'ethDstLow')],
  }),
  'eth.src': r => ({ kind: 'hardware', sides: [hardware(r, 'ethSrcHigh', 'ethSrcLow')] }),
  'eth.dst': r => ({ kind: 'hardware', sides: [hardware(r, 'ethDstHigh', 'ethDstLow')] }),
  port: r => numbers(r.number('srcPort'), r.number('dstPort')),
  'port.src': r => numbers(r.number('srcPort')),
  'port.dst': r => numbers(r.number('dstPort')),
  'tcp.port': r => numbers(portOf(r, tcpNumber, 'srcPort'), portOf(r, tcpNumber, 'dstPort')),
  'tcp.srcport': r => numbers(portOf(r, tcpNumber, 'srcPort')),
  'tcp.dstport': r => numbers(portOf(r, tcpNumber, 'dstPort')),
  'udp.port': r => numbers(portOf(r, udpNumber, 'srcPort'), portOf(r, udpNumber, 'dstPort')),
  'udp.srcport': r => numbers(portOf(r, udpNumber, 'srcPort')),
  'udp.dstport': r => numbers(portOf(r, udpNumber, 'dstPort')),
  'sctp.port': r => numbers(portOf(r, sctpNumber, 'srcPort'), portOf(r, sctpNumber, 'dstPort')),
  proto: r => ({ kind: 'protocol', id: r.number('protocol'), layer: layer => layerTest(r, layer) }),
  'ip.proto': r => numbers(r.number('ipProtocol')),
  service: r => service(r),
  'tcp.flags': r => numbers(r.number('tcpFlags')),
  'tcp.len': r => numbers(payloadOf(r)),
  'tcp.window_size_value': r => numbers(r.number('window')),
  'icmp.type': r => numbers(r.number('icmpType')),
  'icmp.code': r => numbers(r.number('icmpCode')),
  arp: r => numbers(r.number('arpOpcode')),
  info: r => ({ kind: 'text', values: [r.info], cost: textCosts.decoded }),
  host: r => names(r, anyName),
  name: r => names(r, anyName),
  'dns.qry.name': r => names(r, [nameDnsQuery]),
  sni: r => names(r, [nameTlsServer, nameQuicInitial]),
  'http.host': r => names(r, [nameHttpHost]),
  len: r => numbers(r.number('length')),
  'frame.cap_len': r => numbers(r.captured),
  ttl: r => numbers(r.number('ttl')),
  vlan: r => numbers(r.number('vlan')),
  'eth.type': r => numbers(r.number('etherType')),
  fragment: r => numbers(noneForZero(r.number('fragment'))),
  malformed: r => ({ kind: 'text', values: [r.malformed], cost: textCosts.stored }),
  no: r => numbers(r.no),
  time: r => ({ kind: 'time', seconds: r.number('seconds'), nanoseconds: r.number('nanoseconds') }),
  interface: r =>
    r.interfaceName === undefined
      ? undefined
      : { kind: 'text', values: [r.interfaceName], cost: textCosts.stored },
};

/** What a packet itself can answer; undefined for what others know about it (country, flow, oddness). */
export function packetColumn(field: FieldName, reader: PacketReader): Column | undefined {
  return builders[field]?.(reader);
}

function numbers(...values: readonly RowNumber[]): NumberColumn {
  return { kind: 'number', values };
}

function source(r: PacketReader): AddressSide {
  const words = [r.number('src0'), r.number('src1'), r.number('src2'), r.number('src3')] as const;
  return { version: r.number('addressKind'), words };
}

function destination(r: PacketReader): AddressSide {
  const words = [r.number('dst0'), r.number('dst1'), r.number('dst2'), r.number('dst3')] as const;
  return { version: r.number('addressKind'), words };
}

function hardware(r: PacketReader, highName: PacketNumber, lowName: PacketNumber) {
  const has = r.number('hasEthernet');
  const high = r.number(highName);
  return { high: (row: number) => (has(row) === 1 ? high(row) : -1), low: r.number(lowName) };
}

function portOf(r: PacketReader, transport: number, name: 'srcPort' | 'dstPort'): RowNumber {
  const carried = r.number('ipProtocol');
  const port = r.number(name);
  return row => (carried(row) === transport ? port(row) : -1);
}

function payloadOf(r: PacketReader): RowNumber {
  const start = r.number('payloadStart');
  const length = r.number('payloadLength');
  return row => (start(row) < 0 ? -1 : length(row));
}

function noneForZero(value: RowNumber): RowNumber {
  return row => {
    const found = value(row);
    return found === 0 ? -1 : found;
  };
}

function service(r: PacketReader): TextColumn {
  const from = r.number('srcPort');
  const to = r.number('dstPort');
  return {
    kind: 'text',
    values: [row => serviceOf(from(row)), row => serviceOf(to(row))],
    cost: textCosts.stored,
  };
}

function names(r: PacketReader, kinds: readonly number[]): TextColumn {
  const kind = r.number('nameKind');
  const value: RowText = row => (kinds.includes(kind(row)) ? r.name(row) : '');
  return { kind: 'text', values: [value], cost: textCosts.read };
}

function layerTest(r: PacketReader, layer: Layer): ReturnType<ProtocolColumn['layer']> {
  if (layer.kind === 'ip protocol') return equals(r.number('ipProtocol'), layer.number);
  if (layer.kind === 'network') return equals(r.number('addressKind'), layer.version);
  if (layer.kind === 'ethernet') return equals(r.number('hasEthernet'), 1);
  const present = r.number(layer.kind === 'vlan' ? 'vlan' : 'arpOpcode');
  return row => present(row) >= 0;
}

function equals(value: RowNumber, wanted: number): RowTest {
  return row => value(row) === wanted;
}
