import { macAt } from './address.ts';
import { cutShort } from './broken.ts';
import { u8, u16 } from './bytes.ts';
import { data } from './dispatch.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hexNumber } from './text.ts';

/** The "slow protocols" of IEEE 802.3: link aggregation and what shares its EtherType. */

const slowId = protocolId('Slow Protocols', 'slow');
const lacpId = protocolId('LACP');
const markerId = protocolId('Marker', 'marker');
const maintenanceId = protocolId('OAM');
const synchronisationId = protocolId('ESMC');

const subtypeLacp = 1;
const subtypeMarker = 2;
const subtypeMaintenance = 3;
const subtypeOrganisation = 10;

export const slowProtocols: Protocol = {
  name: 'LACP',
  etherTypes: [0x8809],
  layer: decodeSlow,
};

function decodeSlow(p: Packet, at: number, end: number): void {
  p.protocol = slowId;
  if (at + 2 > end) return cutShort(p, at, end, 'slow protocol header cut short');
  const subtype = u8(p.bytes, at);
  if (subtype === subtypeLacp) return decodeLacp(p, at, end);
  let name = `Slow protocol ${subtype}`;
  if (subtype === subtypeMarker) {
    p.protocol = markerId;
    name = 'Marker';
  } else if (subtype === subtypeMaintenance) {
    p.protocol = maintenanceId;
    name = 'Ethernet maintenance (OAM)';
  } else if (subtype === subtypeOrganisation) {
    p.protocol = synchronisationId;
    name = 'Synchronisation messages (ESMC)';
  }
  if (p.wantsInfo) p.info = name;
  p.tree?.layer(name, at, end);
  p.tree?.field('Subtype', subtype, at, 1);
  data(p, at + 1, end);
}

function decodeLacp(p: Packet, at: number, end: number): void {
  p.protocol = lacpId;
  const { bytes } = p;
  if (p.wantsInfo) p.info = `v${u8(bytes, at + 1)}`;
  p.tree?.layer('Link Aggregation Control Protocol', at, end);
  p.tree?.field('Version', u8(bytes, at + 1), at + 1, 1);
  let next = at + 2;
  while (next + 2 <= end) {
    const type = u8(bytes, next);
    const length = u8(bytes, next + 1);
    if (type === 0) return;
    if (length < 2 || next + length > end) {
      p.tooShort('LACP element has a wrong length');
      return;
    }
    if (p.wantsInfo && (type === 1 || type === 2) && length >= 20) {
      const side = type === 1 ? 'ACTOR' : 'PARTNER';
      const system = macAt(bytes, next + 4);
      const key = u16(bytes, next + 10);
      p.info += ` ${side} ${system} P: ${u16(bytes, next + 14)} K: ${key}`;
      p.tree?.open(side === 'ACTOR' ? 'Actor' : 'Partner', system, next, length);
      p.tree?.field('System priority', u16(bytes, next + 2), next + 2, 2);
      p.tree?.field('System', system, next + 4, 6);
      p.tree?.field('Key', key, next + 10, 2);
      p.tree?.field('Port priority', u16(bytes, next + 12), next + 12, 2);
      p.tree?.field('Port', u16(bytes, next + 14), next + 14, 2);
      p.tree?.field('State', hexNumber(u8(bytes, next + 16), 2), next + 16, 1);
      p.tree?.close();
    }
    next += length;
  }
}
