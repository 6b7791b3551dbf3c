import { ipv4At, macAt } from './address.ts';
import { u8, u16, u32 } from './bytes.ts';
import { dhcpMessageTypes, growDhcpOptions } from './dhcp-options.ts';
import { growHeader } from './header-fields.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hexNumber, safePadded, safeText } from './text.ts';

const bootpId = protocolId('BOOTP', 'dhcp');
const dhcpId = protocolId('DHCP', 'dhcp');
/** The fixed BOOTP message; a 4-byte cookie and options follow. */
const fixedBytes = 236;
const cookie = 0x63825363;

export const dhcp: Protocol = {
  name: 'DHCP',
  udpPorts: [67, 68, 4011],
  application: decodeDhcp,
};

function decodeDhcp(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + 4 > end) return false;
  const operation = u8(bytes, at);
  if ((operation !== 1 && operation !== 2) || u8(bytes, at + 2) > 16) return false;
  p.protocol = bootpId;
  if (at + fixedBytes > end) p.tooShort('BOOTP message cut short');
  const type = dhcpOption(p, at, end, 53);
  if (type >= 0) p.protocol = dhcpId;
  if (p.wantsInfo) p.info = summarize(p, at, end, operation, type);
  if (p.tree) growTree(p, at, end);
  return true;
}

/** Where the value of an option begins, when it is wholly there; -1 otherwise. Its length stands before it. */
function dhcpOption(p: Packet, at: number, end: number, wanted: number): number {
  const { bytes } = p;
  let next = at + fixedBytes + 4;
  if (next > end || u32(bytes, next - 4) !== cookie) return -1;
  while (next + 1 < end) {
    const code = u8(bytes, next);
    if (code === 255) return -1;
    if (code === 0) {
      next += 1;
      continue;
    }
    const length = u8(bytes, next + 1);
    if (next + 2 + length > end) return -1;
    if (code === wanted && length > 0) return next + 2;
    next += 2 + length;
  }
  return -1;
}

function summarize(p: Packet, at: number, end: number, operation: number, type: number): string {
  const { bytes } = p;
  let text = operation === 1 ? 'Boot Request' : 'Boot Reply';
  if (type >= 0) text = `DHCP ${dhcpMessageTypes[u8(bytes, type)] ?? `message ${u8(bytes, type)}`}`;
  else if (operation === 1 && at + 34 <= end && u8(bytes, at + 2) === 6) {
    text += ` from ${macAt(bytes, at + 28)}`;
  }
  if (at + 8 <= end) text += ` - Transaction ID ${hexNumber(u32(bytes, at + 4), 8)}`;
  const requested = dhcpOption(p, at, end, 50);
  if (requested >= 0 && u8(bytes, requested - 1) === 4) text += `, requests ${ipv4At(bytes, requested)}`;
  if (at + 20 <= end && u32(bytes, at + 16) !== 0) text += `, gives ${ipv4At(bytes, at + 16)}`;
  const host = dhcpOption(p, at, end, 12);
  if (host >= 0) text += `, host ${safeText(bytes, host, host + u8(bytes, host - 1))}`;
  return text;
}

function growTree(p: Packet, at: number, end: number): void {
  const { bytes, tree } = p;
  if (!tree) return;
  tree.layer('Dynamic Host Configuration Protocol', at, end);
  growHeader(tree, bytes, at, end, [
    ['Operation', 0, 1, { 1: 'Boot request', 2: 'Boot reply' }],
    ['Hardware type', 1, 1],
    ['Hardware address length', 2, 1],
    ['Hops', 3, 1],
    ['Transaction id', 4, 4, 'hex'],
    ['Seconds elapsed', 8, 2],
    ['Flags', 10, 2, 'hex'],
    ['Client address', 12, 4, 'ipv4'],
    ['Your address', 16, 4, 'ipv4'],
    ['Next server address', 20, 4, 'ipv4'],
    ['Relay agent address', 24, 4, 'ipv4'],
  ]);
  if (at + 44 > end) return;
  const hardware = u8(bytes, at + 2);
  if (hardware === 6) tree.field('Client hardware address', macAt(bytes, at + 28), at + 28, 6);
  else growHeader(tree, bytes, at, end, [['Client hardware address', 28, 16, 'bytes']]);
  if (at + fixedBytes > end) return;
  tree.field('Server name', safePadded(bytes, at + 44, at + 108), at + 44, 64);
  tree.field('Boot file', safePadded(bytes, at + 108, at + fixedBytes), at + 108, 128);
  const options = at + fixedBytes;
  if (options + 4 > end) return;
  const known = u32(bytes, options) === cookie;
  tree.field('Magic cookie', known ? 'DHCP' : hexNumber(u16(bytes, options), 4), options, 4);
  if (known) growDhcpOptions(tree, bytes, options + 4, end);
}
