import { u16 } from './bytes.ts';
import { decodeAfterMac } from './ethernet.ts';
import type { Packet } from './packet.ts';
import { type Protocol, protocolId } from './protocol.ts';
import { hexNumber } from './text.ts';

const vlanId = protocolId('VLAN');
const tagBytes = 4;

/** 802.1Q tags and 802.1ad provider tags, in any number. */
export const vlan: Protocol = {
  name: 'VLAN',
  etherTypes: [0x8100, 0x88a8, 0x9100, 0x9200],
  layer: decodeVlan,
};

function decodeVlan(p: Packet, at: number, end: number): void {
  p.protocol = vlanId;
  if (at + tagBytes > end) {
    p.tooShort('VLAN tag cut short');
    if (p.wantsInfo) p.info = 'VLAN tag, cut short';
    return;
  }
  const control = u16(p.bytes, at);
  const type = u16(p.bytes, at + 2);
  const id = control & 0xfff;
  if (p.vlan < 0 && p.networkLayers === 0) p.vlan = id;
  if (p.wantsInfo) p.info = `VLAN ${id}, type ${hexNumber(type)}`;
  if (p.tree) {
    p.tree.layer(`VLAN tag, id ${id}`, at, at + tagBytes);
    p.tree.field('Priority', control >> 13, at, 1);
    p.tree.field('Drop eligible', (control >> 12) & 1, at, 1);
    p.tree.field('Id', id, at, 2, 'vlan');
    p.tree.field('Type', hexNumber(type), at + 2, 2);
  }
  decodeAfterMac(p, type, at + tagBytes, end);
}
