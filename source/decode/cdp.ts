import { ipv4At } from './address.ts';
import { cutShort } from './broken.ts';
import { u8, u16, u32 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hex, hexNumber, safeText } from './text.ts';

/** Cisco Discovery Protocol: a device names itself, its port and its software. */

const cdpId = protocolId('CDP');
const typeDevice = 1;
const typeAddresses = 2;
const typePort = 3;
const typeSoftware = 5;
const typePlatform = 6;

export const cdp: Protocol = {
  name: 'CDP',
  snapProtocols: [0x00000c * 65536 + 0x2000],
  /** Behind GRE and Cisco HDLC. */
  etherTypes: [0x2000],
  layer: decodeCdp,
};

const names: Readonly<Record<number, string>> = {
  1: 'Device ID',
  2: 'Addresses',
  3: 'Port ID',
  4: 'Capabilities',
  5: 'Software version',
  6: 'Platform',
  7: 'IP prefixes',
  8: 'Protocol hello',
  9: 'VTP domain',
  10: 'Native VLAN',
  11: 'Duplex',
  14: 'Voice VLAN',
  16: 'Power consumption',
  17: 'MTU',
  18: 'Trust bitmap',
  19: 'Untrusted port class',
  20: 'System name',
  22: 'Management addresses',
  23: 'Location',
  25: 'Power requested',
  26: 'Power available',
};

function decodeCdp(p: Packet, at: number, end: number): void {
  p.protocol = cdpId;
  const { bytes } = p;
  if (at + 4 > end) return cutShort(p, at, end, 'CDP header cut short');
  if (p.wantsInfo) p.info = '';
  if (p.tree) {
    p.tree.layer('Cisco Discovery Protocol', at, end);
    p.tree.field('Version', u8(bytes, at), at, 1);
    p.tree.field('Time to live', `${u8(bytes, at + 1)} s`, at + 1, 1);
    p.tree.field('Checksum', hexNumber(u16(bytes, at + 2)), at + 2, 2);
  }
  let next = at + 4;
  while (next + 4 <= end) {
    const type = u16(bytes, next);
    const length = u16(bytes, next + 2);
    if (length < 4) {
      // Padding of zeros may follow the last element.
      if (type !== 0 || length !== 0) p.fail('CDP element length below 4');
      break;
    }
    if (next + length > end) {
      p.tooShort('CDP element exceeds the packet');
      break;
    }
    if (p.wantsInfo && (type === typeDevice || type === typePort)) {
      p.info += `${names[type]}: ${safeText(bytes, next + 4, next + length)}  `;
    }
    if (p.tree)
      p.tree.field(names[type] ?? `Element ${type}`, valueText(p, type, next, length), next, length);
    next += length;
  }
  if (p.wantsInfo) p.info = p.info === '' ? 'Cisco Discovery Protocol' : p.info.trimEnd();
}

function valueText(p: Packet, type: number, at: number, length: number): string {
  const { bytes } = p;
  const value = at + 4;
  const end = at + length;
  if (
    type === typeDevice ||
    type === typePort ||
    type === typeSoftware ||
    type === typePlatform ||
    type === 9
  ) {
    return safeText(bytes, value, end);
  }
  if (type === 4 && length === 8) return hexNumber(u32(bytes, value), 8);
  if (type === 10 && length === 6) return String(u16(bytes, value));
  // Count, then protocol type, protocol length, protocol, address length, address.
  const isIpv4 =
    type === typeAddresses && length >= 17 && u8(bytes, value + 5) === 1 && u8(bytes, value + 6) === 0xcc;
  return isIpv4 ? ipv4At(bytes, value + 9) : hex(bytes, value, end);
}
