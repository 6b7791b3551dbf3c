import { u16 } from '../decode/bytes.ts';
import { addressIpv4, addressNone, type Packet } from '../decode/packet.ts';
import { packetRecordLinkType } from '../decode/packet-record.ts';
import { destinationAddress, sourceAddress } from '../decode/row.ts';
import { serviceName } from '../decode/service-names.ts';
import { flagAck, flagFin, flagRst, flagSyn } from '../decode/tcp.ts';
import type { TextFormat, TextFormatOptions } from './format.ts';
import { oddObject, placeObject } from './packet-object.ts';

const tcpNumber = 6;
const udpNumber = 17;
const icmpNumber = 1;
const icmpv6Number = 58;
const ipv6HeaderBytes = 40;

/** How many different pairs and services are counted before the oldest are forgotten and start from 0 again. */
const maxCounters = 1_000_000;

/**
 * The record of the original sniffer, one object per IP packet, in an array with one record a line; where
 * addresses are looked up or packets judged, with the fields that say so as in other exports.
 */
export function packetJson({ places, oddness }: TextFormatOptions = {}): TextFormat {
  const pairs = new Counters();
  const services = new Counters();
  let separator = '';
  let previous: number | undefined;
  return {
    begin: () => '[',
    packet(p) {
      const now = p.seconds * 1e9 + p.nanoseconds;
      const gapNanoseconds = previous === undefined ? 0 : now - previous;
      previous = now;
      if (p.addressKind === addressNone) return '';
      const source = sourceAddress(p);
      const destination = destinationAddress(p);
      const service = serviceOf(p);
      const record = {
        count: pairs.next(`${source} ${destination}`),
        dst_ip: destination,
        // Microseconds are what the original's clock gave, and what a double of nanoseconds since 1970 can hold.
        duration: Math.max(0, Math.round(gapNanoseconds / 1000) / 1e6),
        flag: flagOf(p),
        protocol_type: protocolOf(p),
        service,
        src_bytes: ipLength(p),
        src_ip: source,
        srv_count: services.next(`${destination} ${service}`),
        ...(places === undefined ? {} : placeObject(places(p))),
        ...(oddness === undefined ? {} : oddObject(oddness(p))),
      };
      const text = `${separator}\n${JSON.stringify(record)}`;
      separator = ',';
      return text;
    },
    end: () => '\n]\n',
  };
}

/** Counts per key from 0, in bounded memory. */
class Counters {
  readonly #counts = new Map<string, number>();

  next(key: string): number {
    const count = this.#counts.get(key) ?? 0;
    if (count === 0 && this.#counts.size >= maxCounters) {
      const oldest = this.#counts.keys().next().value;
      if (oldest !== undefined) this.#counts.delete(oldest);
    }
    this.#counts.set(key, count + 1);
    return count;
  }
}

function protocolOf(p: Packet): string {
  switch (p.ipProtocol) {
    case tcpNumber:
      return 'tcp';
    case udpNumber:
      return 'udp';
    case icmpNumber:
    case icmpv6Number:
      return 'icmp';
    default:
      return '';
  }
}

function serviceOf(p: Packet): string {
  if (p.ipProtocol === icmpNumber || p.ipProtocol === icmpv6Number) return 'icmp';
  return serviceName(p.dstPort);
}

/** One flag stands for all: SYN before FIN before RST before ACK. */
function flagOf(p: Packet): string {
  if (p.ipProtocol === udpNumber) return 'none';
  if (p.tcpFlags < 0)
    return p.ipProtocol === icmpNumber || p.ipProtocol === icmpv6Number ? 'none' : 'unknown';
  if ((p.tcpFlags & flagSyn) !== 0) return 'SYN';
  if ((p.tcpFlags & flagFin) !== 0) return 'FIN';
  if ((p.tcpFlags & flagRst) !== 0) return 'RST';
  return (p.tcpFlags & flagAck) !== 0 ? 'ACK' : 'NONE';
}

/** The length IP itself states, header included; the packet's own where offload left 0. */
function ipLength(p: Packet): number {
  if (p.linkType === packetRecordLinkType || p.networkStart < 0) return p.length;
  const at = p.start + p.networkStart;
  const stated = p.addressKind === addressIpv4 ? u16(p.bytes, at + 2) : u16(p.bytes, at + 4);
  if (stated === 0) return p.length - p.networkStart;
  return p.addressKind === addressIpv4 ? stated : stated + ipv6HeaderBytes;
}
