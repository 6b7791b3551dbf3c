import { u16 } from '../decode/bytes.ts';
import type { Packet } from '../decode/packet.ts';

const icmpNumber = 1;
const icmpv6Number = 58;
/** The identifier stands four bytes before what an echo carries. */
const identifierDistance = 4;

/** Seconds since 1970. */
export function packetTime(p: Packet): number {
  return p.seconds + p.nanoseconds / 1e9;
}

/**
 * The identifier of an ICMP echo, so that two pings are two flows; -1 for everything else, and for pings
 * that carry nothing, whose header may have been cut.
 */
export function echoIdentifier(p: Packet): number {
  if (p.ipProtocol !== icmpNumber && p.ipProtocol !== icmpv6Number) return -1;
  const type = p.icmpType;
  const isEcho = p.ipProtocol === icmpNumber ? type === 8 || type === 0 : type === 128 || type === 129;
  const payload = p.start + p.payloadStart;
  if (!isEcho || p.payloadLength <= 0 || payload >= p.end) return -1;
  return u16(p.bytes, payload - identifierDistance);
}
