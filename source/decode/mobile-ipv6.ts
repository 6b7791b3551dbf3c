import { cutShort } from './broken.ts';
import { u8, u16 } from './bytes.ts';
import { data, decodeIpProtocol } from './dispatch.ts';
import { ipProtocolName } from './ip-protocols.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';

/** Mobility header of IPv6 (RFC 6275), and network mobility that reuses it. */

const mobileId = protocolId('MIPv6', 'mip6');
const noNextHeader = 59;

export const mobileIpv6: Protocol = { name: 'MIPv6', ipProtocols: [135, 62], layer: decodeMobility };

const types: readonly string[] = [
  'Binding Refresh Request',
  'Home Test Init',
  'Care-of Test Init',
  'Home Test',
  'Care-of Test',
  'Binding Update',
  'Binding Acknowledgement',
  'Binding Error',
  'Fast Binding Update',
  'Fast Binding Acknowledgment',
  'Fast Neighbor Advertisement',
  'Experimental',
  'Home Agent Switch',
  'Heartbeat',
  'Handover Initiate',
  'Handover Acknowledge',
  'Binding Revocation',
];

function decodeMobility(p: Packet, at: number, end: number): void {
  p.protocol = mobileId;
  const { bytes } = p;
  if (at + 6 > end) return cutShort(p, at, end, 'mobility header cut short');
  const next = u8(bytes, at);
  const length = (u8(bytes, at + 1) + 1) * 8;
  const type = u8(bytes, at + 2);
  const name = types[type] ?? 'Unknown mobility message';
  if (p.wantsInfo) p.info = name;
  if (p.tree) {
    p.tree.layer(`Mobile IPv6, ${name}`, at, Math.min(end, at + length));
    p.tree.field('Next header', `${ipProtocolName(next)} (${next})`, at, 1);
    p.tree.field('Length', `${length} bytes`, at + 1, 1);
    p.tree.field('Type', `${type} (${name})`, at + 2, 1);
    p.tree.field('Checksum', u16(bytes, at + 4), at + 4, 2);
  }
  if (at + length > end) {
    p.tooShort('mobility header exceeds the packet');
    return data(p, at + 6, end);
  }
  if (next !== noNextHeader && at + length < end) decodeIpProtocol(p, next, at + length, end);
}
