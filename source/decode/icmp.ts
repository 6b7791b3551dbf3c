import { ipv4At } from './address.ts';
import { u8, u16, u32 } from './bytes.ts';
import { data } from './dispatch.ts';
import { growIcmpExtensions } from './icmp-extensions.ts';
import { ipProtocolName } from './ip-protocols.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hexNumber } from './text.ts';

const icmpId = protocolId('ICMP');

export const icmp: Protocol = {
  name: 'ICMP',
  ipProtocols: [1],
  layer: decodeIcmp,
};

const types: Readonly<Record<number, string>> = {
  0: 'Echo reply',
  3: 'Destination unreachable',
  4: 'Source quench',
  5: 'Redirect',
  8: 'Echo request',
  9: 'Router advertisement',
  10: 'Router solicitation',
  11: 'Time exceeded',
  12: 'Parameter problem',
  13: 'Timestamp request',
  14: 'Timestamp reply',
  15: 'Information request',
  16: 'Information reply',
  17: 'Address mask request',
  18: 'Address mask reply',
  40: 'Photuris',
  42: 'Extended echo request',
  43: 'Extended echo reply',
};

const unreachableCodes: readonly string[] = [
  'network unreachable',
  'host unreachable',
  'protocol unreachable',
  'port unreachable',
  'fragmentation needed',
  'source route failed',
  'network unknown',
  'host unknown',
  'source host isolated',
  'network prohibited',
  'host prohibited',
  'network unreachable for this service',
  'host unreachable for this service',
  'communication filtered',
  'host precedence violation',
  'precedence cutoff',
];
const redirectCodes: readonly string[] = [
  'for network',
  'for host',
  'for service and network',
  'for service and host',
];
const exceededCodes: readonly string[] = [
  'time to live exceeded in transit',
  'fragment reassembly time exceeded',
];

function codeText(type: number, code: number): string {
  const names =
    type === 3 ? unreachableCodes : type === 5 ? redirectCodes : type === 11 ? exceededCodes : undefined;
  return names?.[code] ?? (code === 0 ? '' : `code ${code}`);
}

function quotesPacket(type: number): boolean {
  return type === 3 || type === 4 || type === 5 || type === 11 || type === 12;
}

function hasIdentifier(type: number): boolean {
  return type === 0 || type === 8 || (type >= 13 && type <= 18);
}

function decodeIcmp(p: Packet, at: number, end: number): void {
  p.protocol = icmpId;
  const { bytes } = p;
  if (at + 4 > end) {
    p.tooShort('ICMP header cut short');
    if (p.wantsInfo) p.info = 'ICMP header cut short';
    return;
  }
  const type = u8(bytes, at);
  const code = u8(bytes, at + 1);
  if (p.isOutermost) {
    p.icmpType = type;
    p.icmpCode = code;
    p.payloadStart = Math.min(at + 8, end) - p.start;
    p.payloadLength = Math.max(0, p.wireEnd - at - 8);
  }
  if (p.wantsInfo) p.info = summarize(p, at, end, type, code);
  if (p.tree) growTree(p, at, end, type, code);
}

function summarize(p: Packet, at: number, end: number, type: number, code: number): string {
  const { bytes } = p;
  const reason = codeText(type, code);
  let text = (types[type] ?? `ICMP type ${type}`) + (reason === '' ? '' : `, ${reason}`);
  if (at + 8 > end) return text;
  if (hasIdentifier(type)) text += ` id=${hexNumber(u16(bytes, at + 4))}, seq=${u16(bytes, at + 6)}`;
  if (type === 0 || type === 8) text += `, ttl=${p.ttl}`;
  if (type === 5) text += `, use ${ipv4At(bytes, at + 4)}`;
  if (type === 3 && code === 4) text += `, next hop MTU ${u16(bytes, at + 6)}`;
  if (quotesPacket(type)) text += quoted(p, at + 8, end);
  return text;
}

/** ' (10.0.0.1:53 → 10.0.0.2:4000 UDP)' from the packet an error message quotes. */
function quoted(p: Packet, at: number, end: number): string {
  const { bytes } = p;
  if (at + 20 > end || u8(bytes, at) >> 4 !== 4) return '';
  const protocol = u8(bytes, at + 9);
  const next = at + (u8(bytes, at) & 15) * 4;
  const hasPorts =
    (protocol === 6 || protocol === 17 || protocol === 132) && next + 4 <= end && next >= at + 20;
  const source = ipv4At(bytes, at + 12) + (hasPorts ? `:${u16(bytes, next)}` : '');
  const destination = ipv4At(bytes, at + 16) + (hasPorts ? `:${u16(bytes, next + 2)}` : '');
  return ` (${source} → ${destination} ${ipProtocolName(protocol)})`;
}

function growTree(p: Packet, at: number, end: number, type: number, code: number): void {
  const { bytes, tree } = p;
  if (!tree) return;
  tree.layer(`Internet Control Message Protocol, ${types[type] ?? `type ${type}`}`, at, end);
  tree.field('Type', `${type} (${types[type] ?? 'unknown'})`, at, 1);
  tree.field('Code', `${code}${codeText(type, code) === '' ? '' : ` (${codeText(type, code)})`}`, at + 1, 1);
  tree.field('Checksum', hexNumber(u16(bytes, at + 2)), at + 2, 2);
  if (at + 8 > end) return;
  if (hasIdentifier(type)) {
    tree.field('Identifier', hexNumber(u16(bytes, at + 4)), at + 4, 2);
    tree.field('Sequence number', u16(bytes, at + 6), at + 6, 2);
  } else if (type === 5) tree.field('Gateway', ipv4At(bytes, at + 4), at + 4, 4);
  else if (type === 3 && code === 4) tree.field('Next hop MTU', u16(bytes, at + 6), at + 6, 2);
  else if (type === 12) tree.field('Pointer', u8(bytes, at + 4), at + 4, 1);
  else tree.field('Unused', hexNumber(u32(bytes, at + 4), 8), at + 4, 4);
  if (quotesPacket(type) && at + 28 <= end) {
    const text = quoted(p, at + 8, end).trim();
    tree.open('Quoted packet', text, at + 8, end - at - 8);
    tree.field('Total length', u16(bytes, at + 10), at + 10, 2);
    tree.field('Time to live', u8(bytes, at + 16), at + 16, 1);
    tree.field('Protocol', ipProtocolName(u8(bytes, at + 17)), at + 17, 1);
    tree.field('Source', ipv4At(bytes, at + 20), at + 20, 4);
    tree.field('Destination', ipv4At(bytes, at + 24), at + 24, 4);
    tree.close();
    growIcmpExtensions(p, at, end);
  } else data(p, at + 8, end);
}
