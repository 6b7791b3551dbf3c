import { ipv4At, ipv6At } from './address.ts';
import { u8, u16, u32 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';

/** Routing Information Protocol: versions 1 and 2, and RIPng for IPv6. */

const version1Id = protocolId('RIPv1', 'rip');
const version2Id = protocolId('RIPv2', 'rip');
const ngId = protocolId('RIPng');
const headerBytes = 4;
const entryBytes = 20;
const ngPort = 521;

export const rip: Protocol = {
  name: 'RIP',
  udpPorts: [520, ngPort],
  application: decodeRip,
};

const commands: Readonly<Record<number, string>> = {
  1: 'Request',
  2: 'Response',
  3: 'Trace on',
  4: 'Trace off',
  5: 'Vendor specific (Sun)',
  6: 'Triggered Request',
  7: 'Triggered Response',
  8: 'Triggered Acknowledgement',
  9: 'Update Request',
  10: 'Update Response',
  11: 'Update Acknowledge',
};

function decodeRip(p: Packet, at: number, end: number): boolean {
  const { bytes } = p;
  if (at + headerBytes > end) return false;
  const command = u8(bytes, at);
  const version = u8(bytes, at + 1);
  const isNg = p.carrierSrcPort === ngPort || p.carrierDstPort === ngPort;
  if (commands[command] === undefined || version > 2) return false;
  p.protocol = isNg ? ngId : version === 2 ? version2Id : version1Id;
  if (p.wantsInfo)
    p.info = isNg ? `Command ${commands[command]}, Version ${version}` : `${commands[command]}`;
  if (p.tree) growTree(p, at, end, isNg);
  return true;
}

function growTree(p: Packet, at: number, end: number, isNg: boolean): void {
  const { bytes, tree } = p;
  if (!tree) return;
  tree.layer(isNg ? 'RIPng' : 'Routing Information Protocol', at, end);
  tree.field('Command', commands[u8(bytes, at)] ?? u8(bytes, at), at, 1);
  tree.field('Version', u8(bytes, at + 1), at + 1, 1);
  for (let next = at + headerBytes; next + entryBytes <= end; next += entryBytes) {
    if (isNg) {
      const text = `${ipv6At(bytes, next)}/${u8(bytes, next + 18)}, metric ${u8(bytes, next + 19)}`;
      tree.field(u8(bytes, next + 19) === 255 ? 'Next hop' : 'Route', text, next, entryBytes);
    } else if (u16(bytes, next) === 0xffff) {
      tree.field('Authentication', `type ${u16(bytes, next + 2)}`, next, entryBytes);
    } else {
      const text = `${ipv4At(bytes, next + 4)} mask ${ipv4At(bytes, next + 8)}, metric ${u32(bytes, next + 16)}`;
      tree.field('Route', text, next, entryBytes);
    }
  }
}
