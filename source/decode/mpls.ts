import { cutShort } from './broken.ts';
import { u8, u16, u24 } from './bytes.ts';
import { data, decodeEtherType, knowsEtherType } from './dispatch.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hexNumber } from './text.ts';

/** MPLS label stacks. Nothing names their content: it is told from its first bytes, as routers do. */

const mplsId = protocolId('MPLS');
const labelBytes = 4;
const maxLabels = 16;
const controlWordBytes = 4;
const ethernetHeaderBytes = 14;

const labelIpv4Null = 0;
const labelIpv6Null = 2;
const ipv4Type = 0x0800;
const ipv6Type = 0x86dd;
const ethernetType = 0x6558;
const osiType = 0xfefe;

export const mpls: Protocol = {
  name: 'MPLS',
  /** 219: MPLS as the link itself. */
  linkTypes: [219],
  etherTypes: [0x8847, 0x8848],
  ipProtocols: [137],
  pppProtocols: [0x0281, 0x0283],
  application: decodeMplsInUdp,
  udpPorts: [6635],
  layer: decodeMpls,
};

function decodeMplsInUdp(p: Packet, at: number, end: number): boolean {
  if (at + labelBytes > end) return false;
  decodeMpls(p, at, end);
  return true;
}

function decodeMpls(p: Packet, at: number, end: number): void {
  p.protocol = mplsId;
  const { bytes } = p;
  let next = at;
  let label = 0;
  for (let count = 0; ; count += 1) {
    if (next + labelBytes > end) return cutShort(p, next, end, 'MPLS label cut short');
    if (count === maxLabels) {
      p.fail('too many MPLS labels');
      return data(p, next, end);
    }
    label = u24(bytes, next) >> 4;
    const isBottom = (u8(bytes, next + 2) & 1) !== 0;
    if (p.tree) {
      p.tree.layer(`MPLS label ${label}`, next, next + labelBytes);
      p.tree.field('Label', label, next, 3);
      p.tree.field('Traffic class', (u8(bytes, next + 2) >> 1) & 7, next + 2, 1);
      p.tree.field('Bottom of stack', isBottom ? 'yes' : 'no', next + 2, 1);
      p.tree.field('Time to live', u8(bytes, next + 3), next + 3, 1);
    }
    next += labelBytes;
    if (isBottom) break;
  }
  if (p.wantsInfo) p.info = `MPLS label ${label}, ${end - next} bytes`;
  decodeContent(p, label, next, end);
}

function decodeContent(p: Packet, label: number, at: number, end: number): void {
  if (at >= end) return;
  const { bytes } = p;
  const first = u8(bytes, at);
  const nibble = first >> 4;
  if (label === labelIpv4Null && nibble === 4) decodeEtherType(p, ipv4Type, at, end);
  else if (label === labelIpv6Null && nibble === 6) decodeEtherType(p, ipv6Type, at, end);
  else if (nibble === 4 && (first & 15) >= 5) decodeEtherType(p, ipv4Type, at, end);
  else if (nibble === 6) decodeEtherType(p, ipv6Type, at, end);
  else if (nibble === 1) decodeAssociatedChannel(p, at, end);
  else if (first >= 0x81 && first <= 0x83 && label < 16) decodeEtherType(p, osiType, at, end);
  else if (nibble === 0 && isEthernet(p, at + controlWordBytes, end)) {
    p.tree?.layer('Pseudo-wire control word', at, at + controlWordBytes);
    p.tree?.field('Sequence', u16(bytes, at + 2), at + 2, 2);
    decodeEtherType(p, ethernetType, at + controlWordBytes, end);
  } else if (isEthernet(p, at, end)) decodeEtherType(p, ethernetType, at, end);
  else data(p, at, end);
}

/** Whether a type we know, or an 802.3 length that fits, stands where Ethernet has it. */
function isEthernet(p: Packet, at: number, end: number): boolean {
  if (at + ethernetHeaderBytes > end) return false;
  const type = u16(p.bytes, at + 12);
  return type >= 0x600 ? knowsEtherType(type) : type >= 3 && at + ethernetHeaderBytes + type <= p.wireEnd;
}

/** RFC 5586: the channel type of in-band maintenance. */
function decodeAssociatedChannel(p: Packet, at: number, end: number): void {
  if (at + controlWordBytes > end) return cutShort(p, at, end, 'MPLS channel header cut short');
  const channel = u16(p.bytes, at + 2);
  p.tree?.layer('Associated channel header', at, at + controlWordBytes);
  p.tree?.field('Channel type', hexNumber(channel), at + 2, 2);
  if (p.wantsInfo) p.info = `MPLS associated channel ${hexNumber(channel)}`;
  const content = at + controlWordBytes;
  if (channel === 0x21) decodeEtherType(p, ipv4Type, content, end);
  else if (channel === 0x57) decodeEtherType(p, ipv6Type, content, end);
  else if (channel === 0x8902) decodeEtherType(p, channel, content, end);
  else data(p, content, end);
}
