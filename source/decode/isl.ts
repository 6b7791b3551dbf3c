import { cutShort } from './broken.ts';
import { i32, u8, u16 } from './bytes.ts';
import { decodeEtherType } from './dispatch.ts';
import type { Packet } from './packet.ts';
import { protocolId } from './protocol.ts';

/** Cisco's Inter-Switch Link: a whole frame inside a header that only looks like 802.3. */

const islId = protocolId('ISL');
const headerBytes = 26;
const ethernetType = 0x6558;

/** True when the destination is ISL's own: 01 or 03, 00 0c 00 00. */
export function isIsl(p: Packet, at: number): boolean {
  const high = i32(p.bytes, at);
  return (high === 0x01000c00 || high === 0x03000c00) && u8(p.bytes, at + 4) === 0;
}

export function decodeIsl(p: Packet, at: number, end: number): void {
  p.protocol = islId;
  if (at + headerBytes > end) return cutShort(p, at, end, 'ISL header cut short');
  const vlan = u16(p.bytes, at + 20) >> 1;
  if (p.vlan < 0 && p.networkLayers === 0) p.vlan = vlan;
  if (p.tree) {
    p.tree.layer(`Inter-Switch Link, VLAN ${vlan}`, at, at + headerBytes);
    p.tree.field('Length', u16(p.bytes, at + 12), at + 12, 2);
    p.tree.field('VLAN', vlan, at + 20, 2, 'vlan');
    p.tree.field('Index', u16(p.bytes, at + 22), at + 22, 2);
  }
  decodeEtherType(p, ethernetType, at + headerBytes, end);
}
