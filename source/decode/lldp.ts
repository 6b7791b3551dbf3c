import { ipv4At, macAt } from './address.ts';
import { cutShort } from './broken.ts';
import { u8, u16, u24 } from './bytes.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hex, hexNumber, safeText } from './text.ts';

/** Link Layer Discovery Protocol (IEEE 802.1AB). */

const lldpId = protocolId('LLDP');
const typeChassis = 1;
const typePort = 2;
const typeTimeToLive = 3;
const typeSystemName = 5;
const typeManagementAddress = 8;
const typeOrganisation = 127;
const chassisMac = 4;
const chassisNetwork = 5;
const portMac = 3;
const portNetwork = 4;

export const lldp: Protocol = {
  name: 'LLDP',
  etherTypes: [0x88cc],
  layer: decodeLldp,
};

const names: Readonly<Record<number, string>> = {
  0: 'End',
  1: 'Chassis Id',
  2: 'Port Id',
  3: 'Time to live',
  4: 'Port description',
  5: 'System name',
  6: 'System description',
  7: 'Capabilities',
  8: 'Management address',
  127: 'Organisation specific',
};

function decodeLldp(p: Packet, at: number, end: number): void {
  p.protocol = lldpId;
  const { bytes } = p;
  if (at + 2 > end) return cutShort(p, at, end, 'LLDP message cut short');
  if (u8(bytes, at) >> 1 !== typeChassis) p.fail('LLDP does not begin with a chassis');
  if (p.wantsInfo) p.info = '';
  p.tree?.layer('Link Layer Discovery Protocol', at, end);
  let next = at;
  while (next + 2 <= end) {
    const type = u8(bytes, next) >> 1;
    const length = u16(bytes, next) & 0x1ff;
    const value = next + 2;
    if (value + length > end) {
      p.tooShort('LLDP element exceeds the packet');
      break;
    }
    if (p.wantsInfo) tell(p, type, next, length);
    next = value + length;
    if (type === 0) break;
  }
  if (p.wantsInfo) p.info = p.info === '' ? 'LLDP' : p.info.trimEnd();
}

function tell(p: Packet, type: number, at: number, length: number): void {
  const text = valueText(p, type, at + 2, length);
  if (type === typeChassis || type === typePort) p.info += `${names[type]} = ${text} `;
  else if (type === typeTimeToLive) p.info += `TTL = ${text} `;
  else if (type === typeSystemName) p.info += `SysName = ${text} `;
  p.tree?.field(names[type] ?? `Element ${type}`, text, at, 2 + length);
}

function valueText(p: Packet, type: number, at: number, length: number): string {
  const { bytes } = p;
  const end = at + length;
  if ((type === typeChassis || type === typePort) && length > 1) {
    const kind = u8(bytes, at);
    const isMac = kind === (type === typeChassis ? chassisMac : portMac);
    const isNetwork = kind === (type === typeChassis ? chassisNetwork : portNetwork);
    if (isMac && length === 7) return macAt(bytes, at + 1);
    if (isNetwork && length === 6 && u8(bytes, at + 1) === 1) return ipv4At(bytes, at + 2);
    return safeText(bytes, at + 1, end);
  }
  if (type === typeTimeToLive && length === 2) return String(u16(bytes, at));
  if (type >= 4 && type <= 6) return safeText(bytes, at, end);
  if (type === 7 && length === 4)
    return `${hexNumber(u16(bytes, at))}, enabled ${hexNumber(u16(bytes, at + 2))}`;
  if (type === typeManagementAddress && length >= 6 && u8(bytes, at) === 5 && u8(bytes, at + 1) === 1) {
    return ipv4At(bytes, at + 2);
  }
  if (type === typeOrganisation && length >= 4) {
    return `${hexNumber(u24(bytes, at), 6)}/${u8(bytes, at + 3)} ${hex(bytes, at + 4, end)}`;
  }
  return hex(bytes, at, end);
}
