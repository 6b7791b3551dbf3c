import { ipv6At, macAt } from './address.ts';
import { cutShort } from './broken.ts';
import { u8, u16, u32 } from './bytes.ts';
import { growIcmpv6Options } from './icmpv6-options.ts';
import { ipProtocolName } from './ip-protocols.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hexNumber } from './text.ts';

/** ICMPv6 with neighbor discovery and multicast listener discovery. */

const icmpv6Id = protocolId('ICMPv6');

export const icmpv6: Protocol = {
  name: 'ICMPv6',
  ipProtocols: [58],
  layer: decodeIcmpv6,
};

const types: Readonly<Record<number, string>> = {
  1: 'Destination Unreachable',
  2: 'Packet Too Big',
  3: 'Time Exceeded',
  4: 'Parameter Problem',
  128: 'Echo (ping) request',
  129: 'Echo (ping) reply',
  130: 'Multicast Listener Query',
  131: 'Multicast Listener Report',
  132: 'Multicast Listener Done',
  133: 'Router Solicitation',
  134: 'Router Advertisement',
  135: 'Neighbor Solicitation',
  136: 'Neighbor Advertisement',
  137: 'Redirect',
  138: 'Router Renumbering',
  139: 'Node Information Query',
  140: 'Node Information Reply',
  141: 'Inverse Neighbor Discovery Solicitation',
  142: 'Inverse Neighbor Discovery Advertisement',
  143: 'Multicast Listener Report Message v2',
  144: 'Home Agent Address Discovery Request',
  145: 'Home Agent Address Discovery Reply',
  146: 'Mobile Prefix Solicitation',
  147: 'Mobile Prefix Advertisement',
  148: 'Certification Path Solicitation',
  149: 'Certification Path Advertisement',
  151: 'Multicast Router Advertisement',
  152: 'Multicast Router Solicitation',
  153: 'Multicast Router Termination',
  155: 'RPL Control',
  160: 'Extended Echo Request',
  161: 'Extended Echo Reply',
};

const unreachableCodes: readonly string[] = [
  'no route to destination',
  'administratively prohibited',
  'beyond scope of source address',
  'address unreachable',
  'port unreachable',
  'source address failed policy',
  'reject route to destination',
];
const exceededCodes: readonly string[] = [
  'hop limit exceeded in transit',
  'fragment reassembly time exceeded',
];
const problemCodes: readonly string[] = [
  'erroneous header field',
  'unrecognized next header',
  'unrecognized IPv6 option',
];

const neighborSolicitation = 135;
const neighborAdvertisement = 136;
const redirect = 137;

function codeText(type: number, code: number): string {
  const names =
    type === 1 ? unreachableCodes : type === 3 ? exceededCodes : type === 4 ? problemCodes : undefined;
  return names?.[code] ?? '';
}

/** Bytes before the options of a neighbor discovery message, -1 where there are none. */
function optionsOffset(type: number): number {
  if (type === 133 || type === 141 || type === 142) return 8;
  if (type === 134) return 16;
  if (type === neighborSolicitation || type === neighborAdvertisement) return 24;
  return type === redirect ? 40 : -1;
}

function decodeIcmpv6(p: Packet, at: number, end: number): void {
  p.protocol = icmpv6Id;
  if (at + 4 > end) return cutShort(p, at, end, 'ICMPv6 header cut short');
  const type = u8(p.bytes, at);
  const code = u8(p.bytes, at + 1);
  if (p.isOutermost) {
    p.icmpType = type;
    p.icmpCode = code;
    p.payloadStart = Math.min(at + 8, end) - p.start;
    p.payloadLength = Math.max(0, p.wireEnd - at - 8);
  }
  const least = optionsOffset(type);
  if (least > 0 && at + least > end) p.tooShort('ICMPv6 message cut short');
  if (p.wantsInfo) p.info = summarize(p, at, end, type, code);
  if (p.tree) growTree(p, at, end, type, code);
}

function summarize(p: Packet, at: number, end: number, type: number, code: number): string {
  const { bytes } = p;
  const reason = codeText(type, code);
  let text = types[type] ?? `ICMPv6 type ${type}`;
  if (reason !== '') text += ` (${reason})`;
  if (at + 8 > end) return text;
  if (type === 128 || type === 129) {
    return `${text} id=${hexNumber(u16(bytes, at + 4))}, seq=${u16(bytes, at + 6)}, hop limit=${p.ttl}`;
  }
  if (type === 2) text += `, MTU ${u32(bytes, at + 4)}`;
  if (type >= 1 && type <= 4) return text + quoted(p, at + 8, end);
  if (type === neighborSolicitation && at + 24 <= end) text += ` for ${ipv6At(bytes, at + 8)}`;
  if (type === neighborAdvertisement && at + 24 <= end) {
    const flags = u8(bytes, at + 4);
    const names = [
      (flags & 128) !== 0 ? 'rtr' : '',
      (flags & 64) !== 0 ? 'sol' : '',
      (flags & 32) !== 0 ? 'ovr' : '',
    ];
    text += ` ${ipv6At(bytes, at + 8)} (${names.filter(name => name !== '').join(', ')})`;
  }
  if (type === redirect && at + 24 <= end) text += ` to ${ipv6At(bytes, at + 8)}`;
  if (type >= 130 && type <= 132 && at + 24 <= end) text += ` ${ipv6At(bytes, at + 8)}`;
  if (type === 143) text += `, ${u16(bytes, at + 6)} records`;
  return text + linkAddress(p, at, end, type);
}

/** ' from 02:…' or ' is at 02:…': the link-layer address option. */
function linkAddress(p: Packet, at: number, end: number, type: number): string {
  const { bytes } = p;
  const first = optionsOffset(type);
  if (first < 0) return '';
  let next = at + first;
  while (next + 8 <= end) {
    const kind = u8(bytes, next);
    const length = u8(bytes, next + 1) * 8;
    if (length === 0) return '';
    if ((kind === 1 || kind === 2) && length === 8) {
      return `${kind === 1 ? ' from' : ' is at'} ${macAt(bytes, next + 2)}`;
    }
    next += length;
  }
  return '';
}

function quoted(p: Packet, at: number, end: number): string {
  const { bytes } = p;
  if (at + 40 > end || u8(bytes, at) >> 4 !== 6) return '';
  const protocol = u8(bytes, at + 6);
  const hasPorts = (protocol === 6 || protocol === 17 || protocol === 132) && at + 44 <= end;
  const source = ipv6At(bytes, at + 8) + (hasPorts ? `.${u16(bytes, at + 40)}` : '');
  const destination = ipv6At(bytes, at + 24) + (hasPorts ? `.${u16(bytes, at + 42)}` : '');
  return ` (${source} → ${destination} ${ipProtocolName(protocol)})`;
}

function growTree(p: Packet, at: number, end: number, type: number, code: number): void {
  const { bytes, tree } = p;
  if (!tree) return;
  tree.layer(`Internet Control Message Protocol v6, ${types[type] ?? `type ${type}`}`, at, end);
  tree.field('Type', `${type} (${types[type] ?? 'unknown'})`, at, 1);
  const reason = codeText(type, code);
  tree.field('Code', reason === '' ? code : `${code} (${reason})`, at + 1, 1);
  tree.field('Checksum', hexNumber(u16(bytes, at + 2)), at + 2, 2);
  if (at + 8 > end) return;
  if (type === 128 || type === 129) {
    tree.field('Identifier', hexNumber(u16(bytes, at + 4)), at + 4, 2);
    tree.field('Sequence number', u16(bytes, at + 6), at + 6, 2);
  } else if (type === 2) tree.field('MTU', u32(bytes, at + 4), at + 4, 4);
  else if (type >= 1 && type <= 4)
    tree.field('Quoted packet', quoted(p, at + 8, end).trim(), at + 8, end - at - 8);
  else growIcmpv6Options(p, type, at, end, optionsOffset(type));
}
