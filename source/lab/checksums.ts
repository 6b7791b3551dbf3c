/** Internet checksums of packets that were changed. */

const protocolTcp = 6;
const protocolUdp = 17;
const protocolIcmp = 1;
const protocolIcmpv6 = 58;
const extensionHeaders = [0, 43, 60];

function read16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

function write16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 8;
  bytes[at + 1] = value & 0xff;
}

/** The ones' complement sum of 16-bit words; an odd last byte counts as the high one. */
export function wordSum(bytes: Uint8Array, start: number, end: number, begin = 0): number {
  let sum = begin;
  for (let at = start; at < end; at += 2) {
    sum += (bytes[at] ?? 0) * 256 + (at + 1 < end ? (bytes[at + 1] ?? 0) : 0);
  }
  while (sum > 0xffff) sum = (sum % 65_536) + Math.floor(sum / 65_536);
  return sum;
}

export function fixIpv4Header(bytes: Uint8Array, start: number): void {
  const end = start + ((bytes[start] ?? 0) & 15) * 4;
  if (end > bytes.length) return;
  write16(bytes, start + 10, 0);
  write16(bytes, start + 10, ~wordSum(bytes, start, end) & 0xffff);
}

/** TCP, UDP, ICMP and ICMPv6 right above the IP header; packets that were cut short stay as they are. */
export function fixTransport(bytes: Uint8Array, network: number, isIpv4: boolean, protocol: number): void {
  const [start, end] = isIpv4 ? bodyOfIpv4(bytes, network) : bodyOfIpv6(bytes, network);
  if (end > bytes.length || start + 8 > end) return;
  const at = checksumAt(protocol);
  if (at === undefined || start + at + 2 > end) return;
  // UDP over IPv4 may go without.
  if (protocol === protocolUdp && isIpv4 && read16(bytes, start + at) === 0) return;
  write16(bytes, start + at, 0);
  const above = protocol === protocolIcmp ? 0 : pseudoHeader(bytes, network, isIpv4, protocol, end - start);
  const sum = ~wordSum(bytes, start, end, above) & 0xffff;
  write16(bytes, start + at, protocol === protocolUdp && sum === 0 ? 0xffff : sum);
}

function checksumAt(protocol: number): number | undefined {
  switch (protocol) {
    case protocolTcp:
      return 16;
    case protocolUdp:
      return 6;
    case protocolIcmp:
    case protocolIcmpv6:
      return 2;
    default:
      return undefined;
  }
}

function pseudoHeader(
  bytes: Uint8Array,
  network: number,
  isIpv4: boolean,
  protocol: number,
  length: number,
): number {
  const addresses = isIpv4
    ? wordSum(bytes, network + 12, network + 20)
    : wordSum(bytes, network + 8, network + 40);
  return addresses + protocol + length;
}

function bodyOfIpv4(bytes: Uint8Array, network: number): [number, number] {
  return [network + ((bytes[network] ?? 0) & 15) * 4, network + read16(bytes, network + 2)];
}

function bodyOfIpv6(bytes: Uint8Array, network: number): [number, number] {
  const end = network + 40 + read16(bytes, network + 4);
  let next = bytes[network + 6] ?? 0;
  let at = network + 40;
  while (extensionHeaders.includes(next) && at + 8 <= end) {
    next = bytes[at] ?? 0;
    at += ((bytes[at + 1] ?? 0) + 1) * 8;
  }
  return [at, end];
}
