import { ipv6At } from './address.ts';
import { u8, u16, u24, u32 } from './bytes.ts';
import { dnsNameText } from './dns-name.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hex, hexNumber, safeText } from './text.ts';
import type { Tree } from './tree.ts';

const dhcpv6Id = protocolId('DHCPv6');
/** Relays wrap messages in messages, addresses lie in associations: deeper than this is mischief. */
const maxNesting = 8;
const relayForward = 12;
const relayReply = 13;
const relayHeaderBytes = 34;

export const dhcpv6: Protocol = {
  name: 'DHCPv6',
  udpPorts: [546, 547],
  application: decodeDhcpv6,
};

// biome-ignore format: a table
const messageTypes: readonly string[] = [
  '', 'Solicit', 'Advertise', 'Request', 'Confirm', 'Renew', 'Rebind', 'Reply', 'Release', 'Decline',
  'Reconfigure', 'Information-request', 'Relay-forw', 'Relay-reply', 'Leasequery', 'Leasequery-reply',
  'Leasequery-done', 'Leasequery-data', 'Reconfigure-request', 'Reconfigure-reply', 'DHCPv4-query',
  'DHCPv4-response', 'Active-leasequery', 'Start-TLS', 'Binding-update', 'Binding-reply', 'Pool-request',
  'Pool-response', 'Update-request', 'Update-request-all', 'Update-done', 'Connect', 'Connect-reply',
  'Disconnect', 'State', 'Contact',
];

// biome-ignore format: a table
const optionNames: Readonly<Record<number, string>> = {
  1: 'Client identifier', 2: 'Server identifier', 3: 'Identity association (addresses)',
  4: 'Identity association (temporary)', 5: 'Address', 6: 'Option request', 7: 'Preference', 8: 'Elapsed time',
  9: 'Relay message', 11: 'Authentication', 12: 'Server unicast', 13: 'Status code', 14: 'Rapid commit',
  15: 'User class', 16: 'Vendor class', 17: 'Vendor options', 18: 'Interface id', 19: 'Reconfigure message',
  20: 'Reconfigure accept', 21: 'SIP server names', 22: 'SIP server addresses', 23: 'DNS servers',
  24: 'Domain search list', 25: 'Identity association (prefixes)', 26: 'Prefix', 31: 'SNTP servers',
  32: 'Information refresh time', 37: 'Remote id', 39: 'Client domain name', 56: 'NTP server',
  59: 'Boot file URL', 61: 'Client architecture', 64: 'AFTR name', 82: 'SOL_MAX_RT', 83: 'INF_MAX_RT',
};

function decodeDhcpv6(p: Packet, at: number, end: number): boolean {
  if (at >= end) return false;
  const type = u8(p.bytes, at);
  if (type === 0 || type >= messageTypes.length) return false;
  p.protocol = dhcpv6Id;
  if (at + (isRelay(type) ? relayHeaderBytes : 4) > end) p.tooShort('DHCPv6 message cut short');
  if (p.wantsInfo) p.info = summarize(p, at, end);
  if (p.tree) {
    p.tree.layer('Dynamic Host Configuration Protocol for IPv6', at, end);
    growMessage(p, p.tree, at, end, 0);
  }
  return true;
}

function isRelay(type: number): boolean {
  return type === relayForward || type === relayReply;
}

function summarize(p: Packet, at: number, end: number): string {
  const { bytes } = p;
  let message = at;
  let text = '';
  for (let nesting = 0; nesting < maxNesting; nesting += 1) {
    const type = u8(bytes, message);
    text += messageTypes[type] ?? `message ${type}`;
    if (!isRelay(type)) {
      if (message + 4 > end) return text;
      text += ` XID: ${hexNumber(u24(bytes, message + 1), 6)}`;
      const client = findOption(p, message + 4, end, 1);
      if (client >= 0) text += ` CID: ${hex(bytes, client, client + u16(bytes, client - 2))}`;
      return text;
    }
    const inner = findOption(p, message + relayHeaderBytes, end, 9);
    if (message + 18 <= end) text += ` L: ${ipv6At(bytes, message + 2)}`;
    if (inner < 0 || inner >= end) return text;
    text += ', ';
    message = inner;
  }
  return text;
}

/** Where an option's content begins, when it is wholly there; -1 otherwise. */
function findOption(p: Packet, at: number, end: number, wanted: number): number {
  let next = at;
  while (next + 4 <= end) {
    const length = u16(p.bytes, next + 2);
    if (next + 4 + length > end) return -1;
    if (u16(p.bytes, next) === wanted) return next + 4;
    next += 4 + length;
  }
  return -1;
}

function growMessage(p: Packet, tree: Tree, at: number, end: number, nesting: number): void {
  const { bytes } = p;
  if (at >= end || nesting > maxNesting) return;
  const type = u8(bytes, at);
  tree.field('Message type', `${messageTypes[type] ?? 'unknown'} (${type})`, at, 1);
  if (isRelay(type)) {
    if (at + relayHeaderBytes > end) return;
    tree.field('Hop count', u8(bytes, at + 1), at + 1, 1);
    tree.field('Link address', ipv6At(bytes, at + 2), at + 2, 16);
    tree.field('Peer address', ipv6At(bytes, at + 18), at + 18, 16);
    growOptions(p, tree, at + relayHeaderBytes, end, nesting);
  } else if (at + 4 <= end) {
    tree.field('Transaction id', hexNumber(u24(bytes, at + 1), 6), at + 1, 3);
    growOptions(p, tree, at + 4, end, nesting);
  }
}

function growOptions(p: Packet, tree: Tree, at: number, end: number, nesting: number): void {
  const { bytes } = p;
  let next = at;
  while (next + 4 <= end) {
    const code = u16(bytes, next);
    const content = next + 4;
    const contentEnd = content + u16(bytes, next + 2);
    const name = optionNames[code] ?? `Option ${code}`;
    if (contentEnd > end) {
      tree.field(name, 'cut short', next, end - next);
      return;
    }
    const nested = nestedOptionsOffset(code);
    if (code === 9 && nesting < maxNesting) {
      tree.open(name, '', next, contentEnd - next);
      growMessage(p, tree, content, contentEnd, nesting + 1);
      tree.close();
    } else if (nested > 0 && content + nested <= contentEnd && nesting < maxNesting) {
      tree.open(name, optionValue(p, code, content, contentEnd), next, contentEnd - next);
      growOptions(p, tree, content + nested, contentEnd, nesting + 1);
      tree.close();
    } else tree.field(name, optionValue(p, code, content, contentEnd), next, contentEnd - next);
    next = contentEnd;
  }
}

/** Where the options inside an option begin; 0 when it holds none. */
function nestedOptionsOffset(code: number): number {
  if (code === 3 || code === 25) return 12;
  if (code === 4) return 4;
  if (code === 5) return 24;
  return code === 26 ? 25 : 0;
}

function optionValue(p: Packet, code: number, at: number, end: number): string {
  const { bytes } = p;
  const length = end - at;
  if ((code === 3 || code === 25) && length >= 12) {
    return `id ${hexNumber(u32(bytes, at), 8)}, renew ${u32(bytes, at + 4)} s, rebind ${u32(bytes, at + 8)} s`;
  }
  if (code === 5 && length >= 24) return `${ipv6At(bytes, at)}, valid ${u32(bytes, at + 20)} s`;
  if (code === 26 && length >= 25) {
    return `${ipv6At(bytes, at + 9)}/${u8(bytes, at + 8)}, valid ${u32(bytes, at + 4)} s`;
  }
  if (code === 6) {
    const list: string[] = [];
    for (let next = at; next + 2 <= end; next += 2)
      list.push(optionNames[u16(bytes, next)] ?? String(u16(bytes, next)));
    return list.join(', ');
  }
  if (code === 8 && length === 2) return `${u16(bytes, at) * 10} ms`;
  if (code === 13 && length >= 2) return `${u16(bytes, at)} ${safeText(bytes, at + 2, end)}`.trim();
  if (code === 22 || code === 23 || code === 31) {
    const list: string[] = [];
    for (let next = at; next + 16 <= end; next += 16) list.push(ipv6At(bytes, next));
    return list.join(', ');
  }
  if (code === 24 && length > 0) return dnsNameText(bytes, at, at, end);
  if (code === 39 && length > 1) return dnsNameText(bytes, at + 1, at + 1, end);
  if (code === 18 || code === 59) return safeText(bytes, at, end);
  return hex(bytes, at, end);
}
