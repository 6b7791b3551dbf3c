import { formatIpv4, formatIpv6, formatMac } from './address.ts';
import { ipProtocolName } from './ip-protocols.ts';
import { addressIpv4, addressIpv6, addressNone, type Packet } from './packet.ts';
import { flagNames } from './tcp.ts';

/** The columns of a decoded packet as text; '' where the packet has none. For rows drawn or exported. */

export function sourceAddress(p: Packet): string {
  if (p.addressKind === addressIpv4) return formatIpv4(p.src3);
  if (p.addressKind === addressIpv6)
    return formatIpv6(p.src0 >>> 0, p.src1 >>> 0, p.src2 >>> 0, p.src3 >>> 0);
  return '';
}

export function destinationAddress(p: Packet): string {
  if (p.addressKind === addressIpv4) return formatIpv4(p.dst3);
  if (p.addressKind === addressIpv6)
    return formatIpv6(p.dst0 >>> 0, p.dst1 >>> 0, p.dst2 >>> 0, p.dst3 >>> 0);
  return '';
}

export function ethernetSource(p: Packet): string {
  return p.hasEthernet === 0 ? '' : formatMac(p.ethSrcHigh, p.ethSrcLow);
}

export function ethernetDestination(p: Packet): string {
  return p.hasEthernet === 0 ? '' : formatMac(p.ethDstHigh, p.ethDstLow);
}

/** What the Source column shows: address and port, or the hardware address of packets without IP. */
export function sourceEndpoint(p: Packet): string {
  return p.addressKind === addressNone ? ethernetSource(p) : endpoint(p, sourceAddress(p), p.srcPort);
}

export function destinationEndpoint(p: Packet): string {
  return p.addressKind === addressNone
    ? ethernetDestination(p)
    : endpoint(p, destinationAddress(p), p.dstPort);
}

/** Brackets keep the port apart from an IPv6 address. */
function endpoint(p: Packet, address: string, port: number): string {
  if (port < 0) return address;
  return p.addressKind === addressIpv6 ? `[${address}]:${port}` : `${address}:${port}`;
}

/** 'TCP', 'ICMPv6' …: what IP carries; '' without IP. */
export function transportName(p: Packet): string {
  return p.ipProtocol < 0 ? '' : ipProtocolName(p.ipProtocol);
}

/** 'SYN,ACK'; '' when this is no TCP. */
export function tcpFlagText(p: Packet): string {
  if (p.tcpFlags < 0) return '';
  let text = '';
  for (const [bit, name] of flagNames) if ((p.tcpFlags & bit) !== 0) text += text === '' ? name : `,${name}`;
  return text;
}

/** Nanoseconds since 1970, exact. */
export function timeNanoseconds(p: Packet): string {
  if (p.seconds >= 0) {
    const seconds = String(p.seconds);
    return seconds === '0' ? String(p.nanoseconds) : seconds + String(p.nanoseconds).padStart(9, '0');
  }
  return String(BigInt(p.seconds) * 1_000_000_000n + BigInt(p.nanoseconds));
}
