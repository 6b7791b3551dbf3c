import { linkTypeName } from '../decode/link-types.ts';
import { readName } from '../decode/names.ts';
import {
  nameDnsQuery,
  nameHttpHost,
  nameNone,
  nameQuicInitial,
  nameTlsServer,
  type Packet,
} from '../decode/packet.ts';
import { packetRecordLinkType } from '../decode/packet-record.ts';
import { protocolName } from '../decode/protocol.ts';
import {
  destinationAddress,
  ethernetDestination,
  ethernetSource,
  sourceAddress,
  tcpFlagText,
  timeNanoseconds,
  transportName,
} from '../decode/row.ts';
import type { PacketOddness, PacketPlaces } from './format.ts';

/** Raised when a field changes its meaning or goes away; new fields may appear without it. */
export const packetSchemaVersion = 1;

/** One packet as exports write it; the order here is the order of CSV columns and JSON keys. */
export type PacketObject = {
  readonly v: number;
  /** Position in the capture, from 1. */
  readonly no: number;
  /** Seconds since 1970; a double, so good to about a quarter of a microsecond. */
  readonly time: number;
  /** Nanoseconds since 1970 as digits: exact. */
  readonly time_ns: string;
  /** Bytes on the wire. */
  readonly length: number;
  /** Bytes captured. */
  readonly captured: number;
  readonly link: string;
  readonly eth_src: string | null;
  readonly eth_dst: string | null;
  readonly vlan: number | null;
  readonly src: string | null;
  readonly dst: string | null;
  readonly src_port: number | null;
  readonly dst_port: number | null;
  readonly transport: string | null;
  readonly protocol: string;
  readonly flags: string | null;
  readonly ttl: number | null;
  readonly info: string;
  /** These three only where the packet holds them. */
  readonly sni?: string;
  readonly dns_query?: string;
  readonly http_host?: string;
  /** These only where addresses are looked up: ISO 3166-1 code, city, autonomous system number of both ends. */
  readonly country_src?: string | null;
  readonly country_dst?: string | null;
  readonly city_src?: string | null;
  readonly city_dst?: string | null;
  readonly asn_src?: number | null;
  readonly asn_dst?: number | null;
  /** These only where packets are judged: 10·log10(N) for "1 in N"; −1 … 1, positive is normal; why, best first. */
  readonly oddness?: number;
  readonly decision?: number;
  readonly reasons?: readonly string[];
};

export const packetFields = [
  'v',
  'no',
  'time',
  'time_ns',
  'length',
  'captured',
  'link',
  'eth_src',
  'eth_dst',
  'vlan',
  'src',
  'dst',
  'src_port',
  'dst_port',
  'transport',
  'protocol',
  'flags',
  'ttl',
  'info',
  'sni',
  'dns_query',
  'http_host',
] as const satisfies readonly (keyof PacketObject)[];

/** Behind the others, where addresses are looked up. */
export const placeFields = [
  'country_src',
  'country_dst',
  'city_src',
  'city_dst',
  'asn_src',
  'asn_dst',
] as const satisfies readonly (keyof PacketObject)[];

/** Behind these, where packets are judged. */
export const oddFields = [
  'oddness',
  'decision',
  'reasons',
] as const satisfies readonly (keyof PacketObject)[];

/** The packet just decoded with `wantsInfo`, as exports write it. */
export function packetObject(
  p: Packet,
  no: number,
  places?: PacketPlaces,
  oddness?: PacketOddness,
): PacketObject {
  const object = plainObject(p, no);
  if (places === undefined && oddness === undefined) return object;
  return {
    ...object,
    ...(places === undefined ? {} : placeObject(places)),
    ...(oddness === undefined ? {} : oddObject(oddness)),
  };
}

const digits = 1000;

/** To three digits: more than oddness is exact to. */
export function oddObject({
  oddness,
  decision,
  reasons,
}: PacketOddness): Required<Pick<PacketObject, (typeof oddFields)[number]>> {
  // Adding 0 makes 0 of −0.
  const short = (value: number): number => Math.round(value * digits) / digits + 0;
  return { oddness: short(oddness), decision: short(decision), reasons };
}

export function placeObject({
  source,
  destination,
}: PacketPlaces): Pick<PacketObject, (typeof placeFields)[number]> {
  return {
    country_src: textOrNull(source.country),
    country_dst: textOrNull(destination.country),
    city_src: textOrNull(source.city),
    city_dst: textOrNull(destination.city),
    asn_src: source.asn === 0 ? null : source.asn,
    asn_dst: destination.asn === 0 ? null : destination.asn,
  };
}

function plainObject(p: Packet, no: number): PacketObject {
  const plain = {
    v: packetSchemaVersion,
    no,
    time: p.seconds + p.nanoseconds / 1e9,
    time_ns: timeNanoseconds(p),
    length: p.length,
    // What stands for the bytes of a record is ours, not the wire's.
    captured: p.linkType === packetRecordLinkType ? 0 : p.end - p.start,
    link: linkTypeName(p.linkType),
    eth_src: textOrNull(ethernetSource(p)),
    eth_dst: textOrNull(ethernetDestination(p)),
    vlan: numberOrNull(p.vlan),
    src: textOrNull(sourceAddress(p)),
    dst: textOrNull(destinationAddress(p)),
    src_port: numberOrNull(p.srcPort),
    dst_port: numberOrNull(p.dstPort),
    transport: textOrNull(transportName(p)),
    protocol: protocolName(p.protocol),
    flags: textOrNull(tcpFlagText(p)),
    ttl: numberOrNull(p.ttl),
    info: p.info,
  };
  if (p.nameKind === nameNone) return plain;
  const name = readName(p);
  if (name === '') return plain;
  if (p.nameKind === nameDnsQuery) return { ...plain, dns_query: name };
  if (p.nameKind === nameTlsServer || p.nameKind === nameQuicInitial) return { ...plain, sni: name };
  if (p.nameKind === nameHttpHost) return { ...plain, http_host: name };
  return plain;
}

function textOrNull(text: string): string | null {
  return text === '' ? null : text;
}

function numberOrNull(value: number): number | null {
  return value < 0 ? null : value;
}
