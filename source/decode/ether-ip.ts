import { cutShort } from './broken.ts';
import { u8 } from './bytes.ts';
import { decodeEtherType } from './dispatch.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';

/** Ethernet frames straight in IP: EtherIP (RFC 3378), and segment routing's headerless way. */

const etherIpId = protocolId('EtherIP', 'etherip');
const ethernetType = 0x6558;
const headerBytes = 2;

export const etherIp: Protocol = { name: 'EtherIP', ipProtocols: [97], layer: decodeEtherIp };
export const ethernetInIp: Protocol = { name: 'Ethernet', ipProtocols: [143], layer: decodeEthernetInIp };

function decodeEtherIp(p: Packet, at: number, end: number): void {
  p.protocol = etherIpId;
  if (at + headerBytes > end) return cutShort(p, at, end, 'EtherIP header cut short');
  const version = u8(p.bytes, at) >> 4;
  if (version !== 3) p.fail('unknown EtherIP version');
  p.tree?.layer('EtherIP', at, at + headerBytes);
  p.tree?.field('Version', version, at, 1);
  decodeEtherType(p, ethernetType, at + headerBytes, end);
}

function decodeEthernetInIp(p: Packet, at: number, end: number): void {
  decodeEtherType(p, ethernetType, at, end);
}
