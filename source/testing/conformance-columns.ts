import { formatIpv4, formatIpv6, formatMac } from '../decode/address.ts';
import { readName } from '../decode/names.ts';
import {
  addressIpv4,
  addressIpv6,
  nameDnsQuery,
  nameHttpHost,
  nameQuicInitial,
  nameTlsServer,
  type Packet,
} from '../decode/packet.ts';
import { protocolName } from '../decode/protocol.ts';
import { hexNumber } from '../decode/text.ts';
import { namesAgree } from './conformance-names.ts';
import type { Expectation } from './expectations.ts';
import { isVlanType, type Outermost } from './outermost.ts';
import { foldProtocol } from './protocol-folding.ts';

/**
 * One column of the comparison with tshark. `expected` gives tshark's value where it has one at the
 * outermost layer; '' where it has none; `undefined` where it has one that cannot be ours to match:
 *
 * - eth.*: only captures of Ethernet; elsewhere the value is from a frame carried inside. eth.type only
 *   where the outermost header has a type at all (802.3 frames have a length, and tshark then prints the
 *   type of an inner frame);
 * - vlan.id: only where the outermost EtherType is a VLAN tag's (else: inside a tunnel or a LAN emulation);
 * - addresses: a row with both IPv4 and IPv6 is a tunnel: the version of the outermost header decides. Where
 *   `outermost.ts` cannot tell, the row is left out;
 * - ip.proto: ip.proto of IPv4; for IPv6 the last next header, so tshark's `ipv6.nxt` (the first) is
 *   compared only where no extension header follows;
 * - ports, flags, seq, ICMP types: only where that is the transport of the outermost IP header and the
 *   packet is no later fragment; else they come from a tunnel or from the packet an ICMP error quotes;
 * - arp.opcode: only without any IP header;
 * - names: only where the outermost transport is TCP or UDP (or SCTP) and nothing says tunnel: not both
 *   transports in a row, not both IP versions, no tunnel's port.
 */
export type Column = {
  readonly name: string;
  readonly expected: (row: Expectation, outer: Outermost) => string | undefined;
  readonly actual: (p: Packet, row: Expectation) => string;
  /** Tells differences apart by value rather than by what is there at all: for columns with few values. */
  readonly byValue: boolean;
  /** Which of the three thresholds it counts towards. */
  readonly group: 'cells' | 'names' | 'protocol';
};

const tcpProtocol = 6;
const udpProtocol = 17;
const udpLiteProtocol = 136;
const icmpProtocol = 1;
const icmpv6Protocol = 58;
const sctpProtocol = 132;
const ipv6ExtensionHeaders: ReadonlySet<string> = new Set(['0', '43', '44', '51', '60', '135', '139', '140']);
/** VXLAN, VXLAN (Linux), Geneve, Teredo, GTP-U, L2TP, LISP data, TZSP, CAPWAP data. */
const tunnelPorts: ReadonlySet<string> = new Set([
  '4789',
  '8472',
  '6081',
  '3544',
  '2152',
  '1701',
  '4341',
  '37008',
  '5247',
]);

/** Version of the outermost IP header: 4, 6, 0 without, -1 when it cannot be told. */
function versionOf(row: Expectation, outer: Outermost): number {
  if (outer.version > 0) return outer.version;
  if (row.ipSrc !== '' && row.ipv6Src !== '') return -1;
  return row.ipSrc !== '' ? 4 : row.ipv6Src !== '' ? 6 : 0;
}

/** What the outermost IP header carries; -1 when it cannot be told. */
function transportOf(row: Expectation, outer: Outermost): number {
  if (outer.isLaterFragment) return -1;
  if (outer.transport >= 0) return outer.transport;
  const version = versionOf(row, outer);
  if (version === 4 && row.ipProtocol !== '') return Number(row.ipProtocol);
  if (version === 6 && row.ipv6Next !== '' && !ipv6ExtensionHeaders.has(row.ipv6Next))
    return Number(row.ipv6Next);
  return -1;
}

function only(value: string, isOurs: boolean): string | undefined {
  return value === '' || isOurs ? value : undefined;
}

type Side = 'src' | 'dst';

function expectedAddress(side: Side, version: 4 | 6): Column['expected'] {
  return (row, outer) => {
    const sides = version === 4 ? [row.ipSrc, row.ipDst] : [row.ipv6Src, row.ipv6Dst];
    const value = sides[side === 'src' ? 0 : 1] ?? '';
    return only(version === 4 ? value : sameSpelling(value), versionOf(row, outer) === version);
  };
}

function actualAddress(side: Side, version: 4 | 6): (p: Packet) => string {
  if (version === 4)
    return p => (p.addressKind === addressIpv4 ? formatIpv4(side === 'src' ? p.src3 : p.dst3) : '');
  return p => {
    if (p.addressKind !== addressIpv6) return '';
    return sameSpelling(
      side === 'src'
        ? formatIpv6(p.src0, p.src1, p.src2, p.src3)
        : formatIpv6(p.dst0, p.dst1, p.dst2, p.dst3),
    );
  };
}

/** IPv6 addresses are compared in one spelling: tshark writes a lone zero group as '::' too. */
function sameSpelling(text: string): string {
  if (!text.includes(':')) return text;
  const [head = '', tail] = text.split('::');
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':').flatMap(dotted));
  const front = groups(head);
  const back = tail === undefined ? [] : groups(tail);
  const zeros = Array.from({ length: Math.max(0, 8 - front.length - back.length) }, () => '0');
  return [...front, ...zeros, ...back].join(':');
}

function dotted(group: string): string[] {
  if (!group.includes('.')) return [group.replace(/^0+(?=.)/, '')];
  const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
  return [(a * 256 + b).toString(16), (c * 256 + d).toString(16)];
}

function number(value: number): string {
  return value < 0 ? '' : String(value);
}

function overTcp(row: Expectation, outer: Outermost): boolean {
  return transportOf(row, outer) === tcpProtocol;
}

function overUdp(row: Expectation, outer: Outermost): boolean {
  const transport = transportOf(row, outer);
  return transport === udpProtocol || transport === udpLiteProtocol;
}

function overTcpOurs(p: Packet): boolean {
  return p.ipProtocol === tcpProtocol;
}

function overUdpOurs(p: Packet): boolean {
  return p.ipProtocol === udpProtocol || p.ipProtocol === udpLiteProtocol;
}

function nameIsOutermost(row: Expectation, outer: Outermost): boolean {
  const transport = transportOf(row, outer);
  if (transport !== tcpProtocol && transport !== udpProtocol && transport !== sctpProtocol) return false;
  if (row.tcpSrcPort !== '' && row.udpSrcPort !== '') return false;
  if (row.ipSrc !== '' && row.ipv6Src !== '') return false;
  return !row.protocol.startsWith('GTP') && !tunnelPorts.has(row.udpDstPort);
}

/** tshark prints a stamp as seconds, a point and whatever the file gave as fraction, even beyond a second. */
function normalTime(text: string): string {
  const [whole = '', fraction = ''] = text.split('.');
  if (whole === '') return '';
  const parts = BigInt(whole) * 1_000_000_000n + BigInt(fraction);
  return String(parts);
}

export const columns: readonly Column[] = [
  {
    name: 'time',
    expected: row => normalTime(row.time),
    actual: (p, row) =>
      row.time === '' ? '' : String(BigInt(p.seconds) * 1_000_000_000n + BigInt(p.nanoseconds)),
    byValue: false,
    group: 'cells',
  },
  cell(
    'len',
    row => row.length,
    p => String(p.length),
    false,
  ),
  cell(
    'cap_len',
    row => row.captured,
    p => String(p.end - p.start),
    false,
  ),
  cell(
    'eth.src',
    row => only(row.ethSrc, row.encapsulation === '1'),
    p => (p.hasEthernet === 0 ? '' : formatMac(p.ethSrcHigh, p.ethSrcLow)),
    false,
  ),
  cell(
    'eth.dst',
    row => only(row.ethDst, row.encapsulation === '1'),
    p => (p.hasEthernet === 0 ? '' : formatMac(p.ethDstHigh, p.ethDstLow)),
    false,
  ),
  cell(
    'eth.type',
    (row, outer) => only(row.ethType, row.encapsulation === '1' && outer.etherType >= 0),
    p => (p.etherType < 0 ? '' : hexNumber(p.etherType)),
    true,
  ),
  cell(
    'vlan.id',
    (row, outer) => only(row.vlan, isVlanType(outer.etherType)),
    p => number(p.vlan),
    true,
  ),
  cell('ip.src', expectedAddress('src', 4), actualAddress('src', 4), false),
  cell('ip.dst', expectedAddress('dst', 4), actualAddress('dst', 4), false),
  cell('ipv6.src', expectedAddress('src', 6), actualAddress('src', 6), false),
  cell('ipv6.dst', expectedAddress('dst', 6), actualAddress('dst', 6), false),
  cell(
    'ip.proto',
    (row, outer) => {
      const version = versionOf(row, outer);
      if (version === 4) return row.ipProtocol;
      if (version === 6) return only(row.ipv6Next, !ipv6ExtensionHeaders.has(row.ipv6Next));
      return only(row.ipProtocol, false);
    },
    p => number(p.ipProtocol),
    true,
  ),
  cell(
    'tcp.srcport',
    (row, outer) => only(row.tcpSrcPort, overTcp(row, outer)),
    p => (overTcpOurs(p) ? number(p.srcPort) : ''),
    false,
  ),
  cell(
    'tcp.dstport',
    (row, outer) => only(row.tcpDstPort, overTcp(row, outer)),
    p => (overTcpOurs(p) ? number(p.dstPort) : ''),
    false,
  ),
  cell(
    'udp.srcport',
    (row, outer) => only(row.udpSrcPort, overUdp(row, outer)),
    p => (overUdpOurs(p) ? number(p.srcPort) : ''),
    false,
  ),
  cell(
    'udp.dstport',
    (row, outer) => only(row.udpDstPort, overUdp(row, outer)),
    p => (overUdpOurs(p) ? number(p.dstPort) : ''),
    false,
  ),
  cell(
    'tcp.flags',
    (row, outer) => only(row.tcpFlags, overTcp(row, outer)),
    p => (p.tcpFlags < 0 ? '' : hexNumber(p.tcpFlags)),
    true,
  ),
  cell(
    'tcp.seq',
    (row, outer) => only(row.tcpSequence, overTcp(row, outer)),
    p => (p.tcpFlags < 0 ? '' : String(p.sequence >>> 0)),
    false,
  ),
  cell(
    'icmp.type',
    (row, outer) => only(row.icmpType, transportOf(row, outer) === icmpProtocol),
    p => (p.ipProtocol === icmpProtocol ? number(p.icmpType) : ''),
    true,
  ),
  cell(
    'icmpv6.type',
    (row, outer) => only(row.icmpv6Type, transportOf(row, outer) === icmpv6Protocol),
    p => (p.ipProtocol === icmpv6Protocol ? number(p.icmpType) : ''),
    true,
  ),
  cell(
    'arp.opcode',
    row => only(row.arpOpcode, row.ipSrc === '' && row.ipv6Src === ''),
    p => number(p.arpOpcode),
    true,
  ),
  name('dns.qry.name', row => row.dnsQuery, [nameDnsQuery]),
  name('sni', row => row.tlsServer, [nameTlsServer, nameQuicInitial]),
  name('http.host', row => row.httpHost, [nameHttpHost]),
  {
    name: 'protocol',
    expected: row => row.protocol,
    actual: p => protocolName(p.protocol),
    byValue: true,
    group: 'protocol',
  },
];

function cell(
  name: string,
  expected: Column['expected'],
  actual: (p: Packet) => string,
  byValue: boolean,
): Column {
  return { name, expected, actual, byValue, group: 'cells' };
}

function name(name: string, of: (row: Expectation) => string, kinds: readonly number[]): Column {
  return {
    name,
    expected: (row, outer) => only(of(row), nameIsOutermost(row, outer)),
    actual: p => (kinds.includes(p.nameKind) ? readName(p) : ''),
    byValue: false,
    group: 'names',
  };
}

export function agrees(column: Column, expected: string, actual: string): boolean {
  if (column.group === 'protocol') return foldProtocol(expected) === foldProtocol(actual);
  if (column.group === 'names') return namesAgree(expected, actual);
  return expected === actual;
}
